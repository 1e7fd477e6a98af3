import type { JsonObject } from '../../src/index.ts'
import { EventReader } from './event-reader.ts'
import type { Message } from './message.ts'
import { type Headers, read, type Served } from './testbed.ts'

export function initializeBody(protocolVersion = '2025-11-25', capabilities: JsonObject = {}): JsonObject {
  const clientInfo = { name: 'testbed', version: '1.0.0' }
  return { jsonrpc: '2.0', id: 'init', method: 'initialize', params: { protocolVersion, capabilities, clientInfo } }
}

/** A session of the 2025 era, as its clients hold it. */
export class LegacyClient {
  readonly served: Served
  readonly sessionId: string
  readonly introduction: Message
  readonly #version: string

  constructor(served: Served, sessionId: string, introduction: Message) {
    this.served = served
    this.sessionId = sessionId
    this.introduction = introduction
    this.#version = introduction.result?.protocolVersion ?? ''
  }

  static async connect(
    served: Served,
    options: { readonly version?: string; readonly capabilities?: JsonObject } = {},
  ): Promise<LegacyClient> {
    const answer = await served.post(initializeBody(options.version, options.capabilities))
    const sessionId = answer.headers.get('mcp-session-id')
    const client = new LegacyClient(served, sessionId ?? '', await read(answer))
    await client.notify('notifications/initialized')
    return client
  }

  get headers(): Headers {
    return { 'mcp-session-id': this.sessionId, 'mcp-protocol-version': this.#version }
  }

  post(body: unknown, headers: Headers = {}, signal?: AbortSignal): Promise<Response> {
    return this.served.post(body, { ...this.headers, ...headers }, signal)
  }

  send(method: string, params: JsonObject = {}, id: string | number = 1, signal?: AbortSignal): Promise<Response> {
    return this.post({ jsonrpc: '2.0', id, method, params }, {}, signal)
  }

  async ask(method: string, params: JsonObject = {}, id: string | number = 1): Promise<Message> {
    return read(await this.send(method, params, id))
  }

  call(name: string, args: JsonObject = {}, meta?: JsonObject): Promise<Message> {
    return this.ask('tools/call', { name, arguments: args, ...(meta && { _meta: meta }) })
  }

  async notify(method: string, params: JsonObject = {}): Promise<number> {
    const answer = await this.post({ jsonrpc: '2.0', method, params })
    await answer.arrayBuffer()
    return answer.status
  }

  /** Answers a request of the server. */
  async answer(id: string | number, result: JsonObject): Promise<number> {
    const answer = await this.post({ jsonrpc: '2.0', id, result })
    await answer.arrayBuffer()
    return answer.status
  }

  get(headers: Headers = {}, signal?: AbortSignal): Promise<Response> {
    return this.#bodiless('GET', { accept: 'text/event-stream', ...headers }, signal)
  }

  /** Opens the standing stream, or resumes the one that `lastEventId` belongs to. */
  async stream(lastEventId?: string): Promise<EventReader> {
    const response = await this.get(lastEventId === undefined ? {} : { 'last-event-id': lastEventId })
    if (response.status !== 200) throw new Error(`The stream was answered ${response.status}: ${await response.text()}`)
    return new EventReader(response)
  }

  async end(): Promise<number> {
    const answer = await this.#bodiless('DELETE', {})
    await answer.arrayBuffer()
    return answer.status
  }

  #bodiless(method: string, headers: Headers, signal?: AbortSignal): Promise<Response> {
    const sent = Object.entries({ ...this.headers, ...headers }).filter(([, value]) => value !== undefined)
    return this.served.send(this.served.url, {
      method,
      headers: Object.fromEntries(sent) as Record<string, string>,
      ...(signal && { signal }),
    })
  }
}
