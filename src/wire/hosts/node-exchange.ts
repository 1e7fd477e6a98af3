import type { IncomingMessage, ServerResponse } from 'node:http'
import { GatheredBytes } from '../gathered-bytes.ts'
import type { BodyRead, ByteStream, Exchange } from '../http/exchange.ts'

/** A `node:http` request and response as an exchange. Headers are written as raw pairs and bodies in one piece. */
export class NodeExchange implements Exchange {
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #streamBuffer: number
  #onGone: (() => void)[] | undefined

  constructor(request: IncomingMessage, response: ServerResponse, streamBuffer: number) {
    this.#request = request
    this.#response = response
    this.#streamBuffer = streamBuffer
  }

  get method(): string {
    return this.#request.method as string
  }

  get target(): string {
    return this.#request.url as string
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }

  readBody(limit: number, done: (body: BodyRead) => void): void {
    const request = this.#request
    if (Number(request.headers['content-length'] ?? 0) > limit) {
      done({ refused: 'too-large' })
      return
    }
    const body = new GatheredBytes()
    let refused = false
    request.on('data', (chunk: Buffer) => {
      if (refused) return
      if (body.length + chunk.length <= limit) return body.push(chunk)
      refused = true
      body.clear()
      done({ refused: 'too-large' })
    })
    request.on('end', () => {
      if (!refused) done({ text: body.take() })
    })
  }

  answer(status: number, headers: readonly string[], body: string): void {
    const response = this.#response
    if (response.headersSent || response.destroyed) return
    const request = this.#request
    // What is left of a refused body is not worth reading: the connection ends with the answer, and says so.
    const unread = !request.complete && announcesBody(request)
    const all = unread ? [...headers, 'Connection', 'close'] : headers
    if (body === '') {
      response.writeHead(status, status === 204 ? [...all] : ['Content-Length', '0', ...all])
      response.end()
    } else {
      const typed = headers[0] === 'Content-Type' ? all : ['Content-Type', 'application/json', ...all]
      const bytes = Buffer.byteLength(body)
      response.writeHead(status, ['Content-Length', String(bytes), ...typed])
      // Nothing but ASCII in it: the same bytes without the cost of encoding.
      response.end(body, bytes === body.length ? 'latin1' : 'utf8')
    }
    if (unread) response.once('finish', () => request.destroy())
  }

  stream(status: number, headers: readonly string[]): ByteStream {
    const response = this.#response
    if (!response.headersSent && !response.destroyed) {
      response.writeHead(status, [...headers])
      response.flushHeaders()
    }
    return {
      write: text => {
        if (response.destroyed || response.writableEnded) return false
        // One message of any size may wait; a reader that leaves more than the bound waiting is too slow.
        if (response.writableLength > this.#streamBuffer) {
          response.destroy()
          return false
        }
        response.write(text)
        return true
      },
      end: () => void response.end(),
    }
  }

  onGone(listener: () => void): void {
    const response = this.#response
    if (response.destroyed) {
      if (!response.writableFinished) listener()
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
      if (!response.writableFinished) for (const tell of listeners) tell()
    })
  }
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
