import { isJsonObject, type JsonObject } from '../../json.ts'
import { BrokenConnectionError, type CallOptions, type Connection } from './connection.ts'
import { type Arrival, type Endpoint, isResponse, post, reach, readArrivals, resultOf } from './exchange.ts'
import { clientCapabilities, clientInfo } from './identity.ts'
import { collectTools } from './pages.ts'
import { progressIn } from './progress.ts'

export const legacyRevision = '2025-11-25'
/** Times that the rest of an answer is fetched after its stream broke off. */
const maxReconnects = 100
const defaultRetryMs = 1000
/** How long saying goodbye may take. */
const goodbyeMs = 2000

/** Speaks 2025-11-25, or the older revision that the server picks: a session, in which the server may ask back. */
export async function connectLegacy(endpoint: Endpoint, signal: AbortSignal): Promise<Connection> {
  const peer = new LegacyPeer(endpoint)
  const hello = { protocolVersion: legacyRevision, capabilities: clientCapabilities, clientInfo }
  const { protocolVersion, serverInfo } = await peer.request('initialize', hello, { signal })
  const revision = typeof protocolVersion === 'string' ? protocolVersion : legacyRevision
  peer.revision = revision
  await peer.notify('notifications/initialized', {}, signal)
  return {
    revision,
    server: isJsonObject(serverInfo) ? serverInfo : {},
    listTools: inner => collectTools(params => peer.request('tools/list', params, { signal: inner })),
    callTool: ({ name }, args, options) => peer.request('tools/call', { name, arguments: args }, options),
    readResource: (uri, inner) => peer.request('resources/read', { uri }, { signal: inner }),
    close: () => peer.endSession(),
  }
}

type RequestOptions = Partial<CallOptions> & Pick<CallOptions, 'signal'>

class LegacyPeer {
  revision: string | undefined
  readonly #endpoint: Endpoint
  #sessionId: string | undefined
  #lastId = 0

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint
  }

  async request(method: string, params: JsonObject, options: RequestOptions): Promise<JsonObject> {
    const id = ++this.#lastId
    const { signal, onProgress } = options
    const withMeta = onProgress ? { ...params, _meta: { progressToken: id } } : params
    const tellCancelled = () => {
      // Nobody waits for it: the process ends whether or not the server hears of it.
      this.notify('notifications/cancelled', { requestId: id }, AbortSignal.timeout(goodbyeMs)).catch(() => {})
    }
    signal.addEventListener('abort', tellCancelled, { once: true })
    try {
      const response = await post(this.#sending(signal), { jsonrpc: '2.0', id, method, params: withMeta })
      this.#sessionId ??= response.headers.get('mcp-session-id') ?? undefined
      for await (const message of this.#messages(response, signal)) {
        if (isResponse(message) && (message['id'] === id || message['id'] === null || message['id'] === undefined))
          return resultOf(message)
        await this.#react(message, options)
      }
    } finally {
      signal.removeEventListener('abort', tellCancelled)
    }
    throw new BrokenConnectionError(
      `The server at ${this.#endpoint.url} closed the connection before it answered ${method}.`,
    )
  }

  async notify(method: string, params: JsonObject, signal: AbortSignal): Promise<void> {
    await this.#send({ jsonrpc: '2.0', method, params }, signal)
  }

  async endSession(): Promise<void> {
    if (this.#sessionId === undefined) return
    const { headers } = this.#sending(AbortSignal.timeout(goodbyeMs))
    // A server that is gone, or keeps its sessions until they expire, is no failure of the command.
    await reach(this.#endpoint, { method: 'DELETE', headers, signal: AbortSignal.timeout(goodbyeMs) }).catch(() => {})
  }

  /** The messages of an answer; where its stream breaks off, those that the server kept for us. */
  async *#messages(first: Response, signal: AbortSignal): AsyncGenerator<JsonObject> {
    let response = first
    let lastEventId: string | undefined
    let retryMs = defaultRetryMs
    for (let attempt = 0; attempt <= maxReconnects; attempt++) {
      for await (const { message, id, retry } of readArrivals(this.#endpoint, response) as AsyncIterable<Arrival>) {
        lastEventId = id ?? lastEventId
        retryMs = retry ?? retryMs
        if (message) yield message
      }
      if (lastEventId === undefined) return
      await waitFor(retryMs, signal)
      const { headers } = this.#sending(signal)
      response = await reach(this.#endpoint, {
        headers: { ...headers, accept: 'text/event-stream', 'last-event-id': lastEventId },
        signal,
      })
    }
  }

  async #react(message: JsonObject, { onProgress, answer, signal }: RequestOptions): Promise<void> {
    const progress = progressIn(message)
    if (progress) onProgress?.(progress)
    const { id, method, params } = message
    if (id === undefined || typeof method !== 'string') return
    const reply = { jsonrpc: '2.0', id } as const
    if (method === 'ping') await this.#send({ ...reply, result: {} }, signal)
    else if (method === 'elicitation/create' && answer)
      await this.#send({ ...reply, result: await answer(isJsonObject(params) ? params : {}, signal) }, signal)
    else await this.#send({ ...reply, error: { code: -32601, message: `${method} is not offered` } }, signal)
  }

  async #send(message: JsonObject, signal: AbortSignal): Promise<void> {
    const response = await post(this.#sending(signal), message)
    await response.body?.cancel()
  }

  #sending(signal: AbortSignal) {
    const headers: Record<string, string> = {}
    if (this.revision !== undefined) headers['mcp-protocol-version'] = this.revision
    if (this.#sessionId !== undefined) headers['mcp-session-id'] = this.#sessionId
    return { endpoint: this.#endpoint, headers, signal }
  }
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        reject(signal.reason as Error)
      },
      { once: true },
    )
  })
}
