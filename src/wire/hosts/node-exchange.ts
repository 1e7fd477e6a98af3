import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Logger } from '../../telemetry/logger.ts'
import { GatheredBytes } from '../gathered-bytes.ts'
import type { HangUp } from '../hang-up.ts'
import type { BodyRead, ByteStream, Exchange } from '../http/exchange.ts'
import { endTogether } from './end-together.ts'

export const readAs = Symbol('lintel.readAs')

/** What frameworks leave on a request that they have looked at. */
interface Framed {
  /** Fastify: the body as a hook of the application reads it, such as unpacked. */
  readonly [readAs]?: Readable
  /** Express, Connect: the body that their parser read. */
  readonly body?: unknown
  /** Express, Connect: the target before the prefix of the mount was taken off. */
  readonly originalUrl?: string
}

/** What all exchanges of a listener or a mount have in common. */
export interface NodeHost {
  /** Bytes of a stream that may wait for its reader. */
  readonly streamBuffer: number
  /** Who broke an answer off, once it is. */
  readonly brokenOff?: () => HangUp | undefined
  /** Told of a stream that something in front compresses. */
  readonly onCompressed?: () => void
  /** Told of an answer that could not be written: its connection is broken. */
  readonly onFailure: (error: unknown) => void
  /** Keeps the context (`AsyncLocalStorage`) in which a request is answered, where an application may have one. */
  readonly enterContext?: () => (write: () => void) => void
}

/**
 * A `node:http` or `node:http2` request and response as an exchange, also as a framework hands them on. Headers are
 * written as raw pairs and bodies in one piece.
 */
export class NodeExchange implements Exchange {
  readonly #request: IncomingMessage & Framed
  readonly #response: ServerResponse
  readonly #host: NodeHost
  #onGone: ((how?: HangUp) => void)[] | undefined
  #answered = false

  constructor(request: IncomingMessage, response: ServerResponse, host: NodeHost) {
    this.#request = request
    this.#response = response
    this.#host = host
  }

  get method(): string {
    return this.#request.method as string
  }

  get target(): string {
    return this.#request.url as string
  }

  get base(): string {
    return prefixOf(this.#request)
  }

  get peer(): string | undefined {
    return this.#request.socket.remoteAddress
  }

  /** What the host was called with, for its own sign-in to look at. */
  get source(): IncomingMessage {
    return this.#request
  }

  get authority(): undefined {
    return undefined
  }

  get isOver(): boolean {
    return this.#answered || this.#response.headersSent || isOver(this.#response)
  }

  header(name: string): string | undefined {
    const { headers } = this.#request
    // HTTP/2 names the host in a field of its own, which goes before a Host beside it (RFC 9113, section 8.3.1).
    const value = (name === 'host' ? headers[':authority'] : undefined) ?? headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }

  readBody(limit: number, done: (body: BodyRead) => void): void {
    const request = this.#request
    if (Number(request.headers['content-length'] ?? 0) > limit) return done({ refused: 'too-large' })
    if (request.body !== undefined && !isLeftUnread(request)) return done(readParsed(request, request.body, limit))
    const source = request[readAs] ?? request
    if (source.errored) return done({ refused: 'unreadable' })
    if (source.readableDidRead) return done({ refused: 'consumed' })
    // A parser saw the end of a body that held nothing: it does not come again.
    if (source.readableEnded) return done({ text: '' })
    const body = new GatheredBytes()
    let refused = false
    source.on('data', (chunk: Buffer) => {
      if (refused) return
      if (body.length + chunk.length <= limit) return body.push(chunk)
      refused = true
      body.clear()
      done({ refused: 'too-large' })
    })
    source.on('end', () => {
      if (refused) return
      const bytes = body.length
      done({ text: body.take(), bytes })
    })
    if (source !== request) source.once('error', () => done({ refused: 'unreadable' }))
  }

  answer(status: number, headers: readonly string[], body: string): void {
    const response = this.#response
    if (this.isOver) return
    const request = this.#request
    // What is left of a refused body is not worth reading: the connection ends with the answer, and says so.
    const unread = !request.complete && announcesBody(request)
    const all = unread && request.httpVersionMajor < 2 ? [...headers, 'Connection', 'close'] : headers
    if (body === '') {
      response.writeHead(status, status === 204 ? [...all] : ['Content-Length', '0', ...all])
      response.end()
    } else {
      const typed = headers[0] === 'Content-Type' ? all : ['Content-Type', 'application/json', ...all]
      const bytes = Buffer.byteLength(body)
      this.#answered = true
      endTogether({
        response,
        status,
        headers: ['Content-Length', String(bytes), ...typed],
        body,
        onFailure: this.#host.onFailure,
        within: this.#host.enterContext?.(),
        // Nothing but ASCII in it: the same bytes without the cost of encoding.
        encoding: bytes === body.length ? 'latin1' : 'utf8',
      })
    }
    if (unread) response.once('finish', () => request.destroy())
  }

  stream(status: number, headers: readonly string[]): ByteStream {
    const response = this.#response
    // The application may have answered by itself, such as after a time.
    if (this.isOver) return closedStream
    response.writeHead(status, [...headers])
    response.flushHeaders()
    // A middleware that compresses holds what is written until it has enough, or is told to let go.
    const isCompressed = response.hasHeader('content-encoding')
    const flush = isCompressed ? (response as { flush?: () => void }).flush : undefined
    if (isCompressed) this.#host.onCompressed?.()
    return {
      write: text => {
        if (isOver(response) || response.writableEnded) return false
        // One message of any size may wait; a reader that leaves more than the bound waiting is too slow.
        if (response.writableLength > this.#host.streamBuffer) {
          response.destroy()
          return false
        }
        response.write(text)
        flush?.call(response)
        return true
      },
      end: () => void response.end(),
    }
  }

  onGone(listener: (how?: HangUp) => void): void {
    const response = this.#response
    if (isOver(response)) {
      if (!wasAnswered(response)) listener(this.#host.brokenOff?.())
      return
    }
    if (this.#onGone) {
      this.#onGone.push(listener)
      return
    }
    // One listener on the response for all: a batch may bring a hundred.
    const listeners = [listener]
    this.#onGone = listeners
    response.once('close', () => {
      if (wasAnswered(response)) return
      const how = this.#host.brokenOff?.()
      for (const tell of listeners) tell(how)
    })
  }
}

const closedStream: ByteStream = { write: () => false, end: () => {} }

/** Whether nothing written reaches the client any more. What HTTP/2 makes keeps that on its stream. */
function isOver(response: ServerResponse & { readonly stream?: { readonly destroyed: boolean } }): boolean {
  return response.destroyed ?? response.stream?.destroyed !== false
}

/** HTTP/2 says `finished` also of what its client broke off. */
function wasAnswered({ writableEnded, writableFinished }: ServerResponse): boolean {
  return writableEnded && writableFinished
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Parsers of Express 4 and its time leave an empty object on requests whose body they did not look at. */
function isLeftUnread(request: IncomingMessage & Framed): boolean {
  const { body, readableDidRead } = request
  return !readableDidRead && announcesBody(request) && isPlainObject(body) && Object.keys(body).length === 0
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** What the framework's parser made of the body. Text and bytes are read like a body that nobody has parsed. */
function readParsed(request: IncomingMessage, body: unknown, limit: number): BodyRead {
  if (!announcesBody(request) && request.httpVersionMajor < 2) return { text: '' }
  if (typeof body === 'string') return Buffer.byteLength(body) > limit ? { refused: 'too-large' } : { text: body }
  if (body instanceof Uint8Array)
    return body.length > limit
      ? { refused: 'too-large' }
      : { text: Buffer.from(body.buffer, body.byteOffset, body.length).toString() }
  // The announced length was held against the limit; without one, or packed, it takes the text to know the size.
  const measured = request.headers['content-length'] !== undefined && request.headers['content-encoding'] === undefined
  if (!measured && sizeOf(body) > limit) return { refused: 'too-large' }
  return { value: body }
}

function sizeOf(body: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(body))
  } catch (error) {
    // Nested deeper than can be written: the limit of depth refuses it.
    if (error instanceof RangeError) return 0
    throw error
  }
}

/** Express and Connect take the path of a mount off the target, and keep the whole beside it. */
export function prefixOf({ originalUrl, url = '' }: IncomingMessage & Framed): string {
  if (originalUrl === undefined) return ''
  if (originalUrl.endsWith(url)) return originalUrl.slice(0, -url.length)
  // A mount that was met exactly is left with a slash: /mcp and /mcp?x become / and /?x.
  const rest = url.slice(1)
  return originalUrl.endsWith(rest) ? originalUrl.slice(0, originalUrl.length - rest.length) : ''
}

/** Ends an answer that could not be made. */
export function failAnswer(response: ServerResponse, error: unknown, logger: Logger): void {
  logger.error('http.failed', { error })
  if (!response.headersSent) response.writeHead(500, ['Content-Length', '0'])
  response.end()
}
