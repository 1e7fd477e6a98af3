import { isJsonObject, type JsonObject } from '../../json.ts'
import { findParamHeaders } from '../../primitives/param-headers.ts'
import {
  BrokenConnectionError,
  type CallOptions,
  type Connection,
  type ListedTool,
  RequestError,
} from './connection.ts'
import { type Endpoint, isResponse, post, readArrivals, resultOf } from './exchange.ts'
import { encodeHeaderValue } from './header-value.ts'
import { clientCapabilities, clientInfo } from './identity.ts'
import { collectTools } from './pages.ts'
import { progressIn } from './progress.ts'

export const modernRevision = '2026-07-28'
/** Rounds of questions in one call. */
const maxRounds = 32

/** Speaks 2026-07-28: every request stands alone and says who asks. Throws RequestError where the server does not speak it. */
export async function connectModern(endpoint: Endpoint, signal: AbortSignal): Promise<Connection> {
  const peer = new ModernPeer(endpoint)
  const discovered = await peer.request('server/discover', {}, { signal })
  const supported = discovered['supportedVersions']
  if (Array.isArray(supported) && !supported.includes(modernRevision))
    throw new RequestError({ code: -32022, message: `The server does not speak ${modernRevision}` })
  const meta = isJsonObject(discovered['_meta']) ? discovered['_meta']['io.modelcontextprotocol/serverInfo'] : undefined
  return {
    revision: modernRevision,
    server: isJsonObject(meta) ? meta : {},
    listTools: inner => collectTools(params => peer.request('tools/list', params, { signal: inner })),
    callTool: (tool, args, options) => callInRounds(peer, tool, args, options),
    readResource: (uri, inner) =>
      peer.request('resources/read', { uri }, { signal: inner, headers: { 'mcp-name': encodeHeaderValue(uri) } }),
    close: async () => {},
  }
}

async function callInRounds(
  peer: ModernPeer,
  tool: ListedTool,
  args: JsonObject,
  options: CallOptions,
): Promise<JsonObject> {
  const headers = { 'mcp-name': encodeHeaderValue(tool.name), ...paramHeaders(tool, args) }
  let answers: JsonObject = {}
  for (let round = 0; round < maxRounds; round++) {
    const params = { name: tool.name, arguments: args, ...answers }
    const result = await peer.request('tools/call', params, { ...options, headers })
    if (result['resultType'] !== 'input_required') return result
    const inputResponses = await answerAll(result['inputRequests'], options)
    const { requestState } = result
    answers = { inputResponses, ...(requestState !== undefined && { requestState }) }
  }
  throw new RequestError({ message: `The tool asked ${maxRounds} times and did not come to an end` })
}

async function answerAll(questions: unknown, { answer, signal }: CallOptions): Promise<JsonObject> {
  const answers: Record<string, JsonObject> = Object.create(null)
  for (const [key, question] of Object.entries(isJsonObject(questions) ? questions : {})) {
    if (!isJsonObject(question) || question['method'] !== 'elicitation/create')
      throw new RequestError({ message: 'The tool asks for something that the command line did not offer' })
    answers[key] = await answer(isJsonObject(question['params']) ? question['params'] : {}, signal)
  }
  return answers
}

/** Arguments that the tool wants repeated in headers (SEP-2243). */
function paramHeaders(tool: ListedTool, args: JsonObject): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const { header, path } of findParamHeaders(tool.name, tool.inputSchema)) {
    const value = path.reduce<unknown>((at, key) => (isJsonObject(at) ? at[key] : undefined), args)
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      headers[header] = encodeHeaderValue(String(value))
  }
  return headers
}

interface RequestOptions extends Partial<CallOptions> {
  readonly signal: AbortSignal
  readonly headers?: Readonly<Record<string, string>>
}

class ModernPeer {
  readonly #endpoint: Endpoint
  #lastId = 0

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint
  }

  async request(method: string, params: JsonObject, options: RequestOptions): Promise<JsonObject> {
    const id = ++this.#lastId
    const { signal, headers, onProgress } = options
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': modernRevision,
      'io.modelcontextprotocol/clientInfo': clientInfo,
      'io.modelcontextprotocol/clientCapabilities': clientCapabilities,
      ...(onProgress && { progressToken: id }),
    }
    const sending = {
      endpoint: this.#endpoint,
      headers: { 'mcp-protocol-version': modernRevision, 'mcp-method': method, ...headers },
      signal,
    }
    const response = await post(sending, { jsonrpc: '2.0', id, method, params: { ...params, _meta } })
    for await (const { message } of readArrivals(this.#endpoint, response)) {
      if (!message) continue
      if (isResponse(message)) return resultOf(message)
      const progress = progressIn(message)
      if (progress) onProgress?.(progress)
    }
    throw new BrokenConnectionError(
      `The server at ${this.#endpoint.url} closed the connection before it answered ${method}.`,
    )
  }
}
