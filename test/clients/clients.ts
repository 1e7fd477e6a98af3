import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as OldStdioTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport as OldHttpTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport as OldTransport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'

/** Where a client connects to: an address, or a process to start. */
export type Target = { readonly url: string } | { readonly args: readonly string[] }

/** What the tests do with any client. */
export interface Connected {
  readonly serverName: string | undefined
  readonly revision: string | undefined
  tools(): Promise<readonly string[]>
  /** The text that a tool answered with. */
  call(name: string, args: Record<string, string>): Promise<string>
  read(uri: string): Promise<string>
  /** Calls `updated` with the URI of each update. */
  subscribe(uri: string, updated: (uri: string) => void): Promise<void>
  close(): Promise<void>
}

const identity = { name: 'lintel-test', version: '1.0.0' }

export const clients: Readonly<Record<string, (target: Target) => Promise<Connected>>> = {
  'the official client of 2026-07-28': target => connect(target, '2026-07-28'),
  'the same client with an older server’s handshake': target => connect(target, undefined),
  'the official client of 2025': connectOld,
}

async function connect(target: Target, pin: string | undefined): Promise<Connected> {
  const client = new Client(identity, { versionNegotiation: { mode: pin === undefined ? 'legacy' : { pin } } })
  const transport =
    'url' in target
      ? new StreamableHTTPClientTransport(new URL(target.url))
      : new StdioClientTransport({ command: process.execPath, args: [...target.args], stderr: 'ignore' })
  await client.connect(transport)
  return {
    serverName: client.getServerVersion()?.name,
    revision: client.getNegotiatedProtocolVersion(),
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => textOf((await client.callTool({ name, arguments: args })).content),
    read: async uri => textOf((await client.readResource({ uri })).contents),
    async subscribe(uri, updated) {
      client.setNotificationHandler('notifications/resources/updated', ({ params }) => updated(params.uri))
      if (pin === undefined) await client.subscribeResource({ uri })
      else await client.listen({ resourceSubscriptions: [uri] })
    },
    async close() {
      if (transport instanceof StreamableHTTPClientTransport && pin === undefined) await transport.terminateSession()
      await client.close()
    },
  }
}

async function connectOld(target: Target): Promise<Connected> {
  const client = new OldClient(identity)
  const transport =
    'url' in target
      ? new OldHttpTransport(new URL(target.url))
      : new OldStdioTransport({ command: process.execPath, args: [...target.args], stderr: 'ignore' })
  await client.connect(transport as OldTransport)
  return {
    serverName: client.getServerVersion()?.name,
    revision: transport instanceof OldHttpTransport ? transport.protocolVersion : '2025-11-25',
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => textOf((await client.callTool({ name, arguments: args })).content),
    read: async uri => textOf((await client.readResource({ uri })).contents),
    async subscribe(uri, updated) {
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => updated(params.uri))
      await client.subscribeResource({ uri })
    },
    async close() {
      if (transport instanceof OldHttpTransport) await transport.terminateSession()
      await client.close()
    },
  }
}

function textOf(blocks: unknown): string {
  return (blocks as readonly { readonly text?: string }[]).map(({ text = '' }) => text).join('')
}
