import { isJsonObject, type JsonObject } from '../../json.ts'
import { BrokenConnectionError, NotMcpError, RequestError, UnreachableError } from './connection.ts'
import { readEvents } from './sse.ts'

/** What an answer's body brought, one message after the other. `id` and `retry` are of the event that carried it. */
export interface Arrival {
  readonly message: JsonObject | undefined
  readonly id: string | undefined
  readonly retry: number | undefined
}

export interface Sending {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** Sends one message. Throws UnreachableError where nothing answers, BrokenConnectionError where the answer is cut off. */
export function post({ url, headers, signal }: Sending, message: JsonObject): Promise<Response> {
  return reach(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify(message),
    signal,
  })
}

/** As `fetch`, but says what is wrong with the address instead of "fetch failed". */
export async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { redirect: 'error', ...init })
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
 * The messages of an answer, be it JSON or a stream. Throws NotMcpError where it is neither, BrokenConnectionError where
 * it is cut off.
 */
export async function* readArrivals(url: string, response: Response): AsyncGenerator<Arrival> {
  try {
    yield* readBody(url, response)
  } catch (error) {
    // How `fetch` reports a body that is cut off (https://fetch.spec.whatwg.org/#concept-body-consume-body).
    throw error instanceof TypeError ? brokenConnection(url, error) : error
  }
}

async function* readBody(url: string, response: Response): AsyncGenerator<Arrival> {
  const type = response.headers.get('content-type') ?? ''
  if (type.startsWith('text/event-stream') && response.body) {
    for await (const { id, retry, data } of readEvents(response.body)) {
      yield { message: data === '' ? undefined : parse(url, data), id, retry }
    }
    return
  }
  const text = await response.text()
  if (text === '' && response.ok) return
  if (!type.startsWith('application/json'))
    throw new NotMcpError(`What answers at ${url} is not an MCP server (HTTP ${response.status} ${type}).`)
  yield { message: parse(url, text), id: undefined, retry: undefined }
}

/** The result in a response; its error thrown as RequestError. */
export function resultOf(message: JsonObject): JsonObject {
  if (isJsonObject(message['error'])) throw new RequestError(message['error'])
  return isJsonObject(message['result']) ? message['result'] : {}
}

export function isResponse(message: JsonObject): boolean {
  return message['method'] === undefined && (message['result'] !== undefined || message['error'] !== undefined)
}

function parse(url: string, text: string): JsonObject {
  try {
    const message: unknown = JSON.parse(text)
    if (isJsonObject(message)) return message
  } catch {
    // Told below: what is not JSON and what is no object are one thing to the reader.
  }
  throw new NotMcpError(`What answers at ${url} is not an MCP server: it sent something else than JSON-RPC.`)
}
