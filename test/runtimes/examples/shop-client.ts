import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { token } from './installed-example.ts'

export type Era = '2026-07-28' | '2025-11-25'

export interface Order {
  readonly id: string
  readonly item: string
  readonly status: string
}

/** The official client, signed in to the shop of an example. */
export class ShopClient {
  readonly #client: Client
  readonly #transport: StreamableHTTPClientTransport

  private constructor(client: Client, transport: StreamableHTTPClientTransport) {
    this.#client = client
    this.#transport = transport
  }

  /** `agree` answers the server's questions: it resolves when the person has agreed. */
  static async connect(origin: string, era: Era, agree: () => Promise<void>): Promise<ShopClient> {
    const mode = era === '2026-07-28' ? { pin: era } : 'legacy'
    const client = new Client(
      { name: 'shopper', version: '1.0.0' },
      { versionNegotiation: { mode }, capabilities: { elicitation: { form: {} } } },
    )
    client.setRequestHandler('elicitation/create', async () => {
      await agree()
      return { action: 'accept', content: {} }
    })
    const transport = new StreamableHTTPClientTransport(new URL('/mcp', origin), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    })
    await client.connect(transport)
    return new ShopClient(client, transport)
  }

  get era(): string | undefined {
    return this.#client.getNegotiatedProtocolVersion()
  }

  /** The names of the tools; those that only read, marked so. */
  async tools(): Promise<readonly string[]> {
    const { tools } = await this.#client.listTools()
    return tools.map(({ name, annotations }) => (annotations?.readOnlyHint ? `${name} (reads)` : name))
  }

  async orders(): Promise<readonly Order[]> {
    const { structuredContent } = await this.#client.callTool({ name: 'list_orders', arguments: {} })
    return (structuredContent as { readonly orders: readonly Order[] }).orders
  }

  async cancel(id: string): Promise<Order> {
    const { structuredContent, isError, content } = await this.#client.callTool({
      name: 'cancel_order',
      arguments: { id },
    })
    if (isError) throw new Error(JSON.stringify(content))
    return structuredContent as unknown as Order
  }

  /** Opens a stream of what changes; the promise within says how the stream ended. */
  async listen(): Promise<{ readonly ended: Promise<string> }> {
    const { closed } = await this.#client.listen({ toolsListChanged: true })
    return { ended: closed }
  }

  async close(): Promise<void> {
    if (this.#transport.sessionId !== undefined) await this.#transport.terminateSession()
    await this.#client.close()
  }

  /** Leaves without a word, as the server is gone. */
  async leave(): Promise<void> {
    await this.#client.close()
  }
}
