import { isJsonObject, type JsonObject } from '../../json.ts'
import { BrokenConnectionError, NotMcpError, RequestError, UnreachableError } from './connection.ts'
import { parseJson, readRefusal } from './refusal.ts'
import { readEvents } from './sse.ts'

/** What an answer's body brought, one message after the other. `id` and `retry` are of the event that carried it. */
export interface Arrival {
  readonly message: JsonObject | undefined
  readonly id: string | undefined
  readonly retry: number | undefined
}

export interface Endpoint {
  readonly url: string
  /** Headers that say who asks: of every request, and never shown. */
  readonly headers: Readonly<Record<string, string>>
}

export interface Sending {
  readonly endpoint: Endpoint
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** Sends one message. Throws UnreachableError where nothing answers, BrokenConnectionError where the answer is cut off. */
export function post({ endpoint, headers, signal }: Sending, message: JsonObject): Promise<Response> {
  return reach(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify(message),
    signal,
  })
}

/** As `fetch`, but says what is wrong with the address instead of "fetch failed". */
export async function reach(
  { url, headers }: Endpoint,
  init: RequestInit & { readonly headers: Readonly<Record<string, string>> },
): Promise<Response> {
  try {
    // Elsewhere than at the address that was given, nobody said that the caller's headers may be read.
    return await fetch(url, { ...init, headers: { ...headers, ...init.headers }, redirect: 'manual' })
  } catch (error) {
    if (init.signal?.aborted) throw error
    const reason = reasonOf(error)
    if (brokenLater.has(reason)) throw brokenConnection(url, error)
    throw new UnreachableError(`No server answers at ${url} (${reason}).`, { cause: error })
  }
}

/** What `fetch` reports of a connection that was there and ended. */
const brokenLater: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
])

function brokenConnection(url: string, error: unknown): BrokenConnectionError {
  return new BrokenConnectionError(`The connection to ${url} broke (${reasonOf(error)}).`, { cause: error })
}

function reasonOf(error: unknown): string {
  const cause = (error as Error).cause as NodeJS.ErrnoException | undefined
  return cause?.code ?? cause?.message ?? (error as Error).message
}

/**
 * The messages of an answer, be it JSON or a stream. Throws RefusedError where it is an HTTP error without a message,
 * NotMcpError where it is anything else, BrokenConnectionError where it is cut off.
 */
export async function* readArrivals(endpoint: Endpoint, response: Response): AsyncGenerator<Arrival> {
  try {
    yield* readBody(endpoint, response)
  } catch (error) {
    // How `fetch` reports a body that is cut off (https://fetch.spec.whatwg.org/#concept-body-consume-body).
    throw error instanceof TypeError ? brokenConnection(endpoint.url, error) : error
  }
}

async function* readBody(endpoint: Endpoint, response: Response): AsyncGenerator<Arrival> {
  const { url } = endpoint
  const type = response.headers.get('content-type') ?? ''
  if (type.startsWith('text/event-stream') && response.body) {
    for await (const { id, retry, data } of readEvents(response.body)) {
      yield { message: data === '' ? undefined : parse(url, data), id, retry }
    }
    return
  }
  const text = await response.text()
  const isJson = type.startsWith('application/json')
  // Who has to sign in is told how, whether or not the refusal is a message.
  if (!response.ok && (response.status === 401 || !isJson || !isMessage(parseJson(text))))
    throw readRefusal(endpoint, response, text)
  if (text === '') return
  if (!isJson) throw new NotMcpError(`What answers at ${url} is not an MCP server (HTTP ${response.status} ${type}).`)
  yield { message: parse(url, text), id: undefined, retry: undefined }
}

/** The result in a response; its error thrown as RequestError. */
export function resultOf(message: JsonObject): JsonObject {
  if (isJsonObject(message['error'])) throw new RequestError(message['error'])
  if (isJsonObject(message['result'])) return message['result']
  throw new NotMcpError('What answers is not an MCP server: its answer holds neither a result nor an error.')
}

export function isResponse(message: JsonObject): boolean {
  return message['method'] === undefined && (message['result'] !== undefined || message['error'] !== undefined)
}

/** What is not JSON and what is no JSON-RPC are one thing to the reader. */
function parse(url: string, text: string): JsonObject {
  const message = parseJson(text)
  if (isMessage(message)) return message
  throw new NotMcpError(`What answers at ${url} is not an MCP server: it sent something else than JSON-RPC.`)
}

function isMessage(value: unknown): value is JsonObject {
  return isJsonObject(value) && value['jsonrpc'] === '2.0'
}
