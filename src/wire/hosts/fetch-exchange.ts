import type { HangUp } from '../hang-up.ts'
import type { BodyRead, ByteStream, Exchange } from '../http/exchange.ts'
import type { Running } from '../http/running.ts'
import { awaitClient } from './fetch-patience.ts'
import { peerOf } from './fetch-peer.ts'
import { readWithin } from './read-within.ts'

/** A `fetch` request, and the promise of its response, as an exchange. */
export class FetchExchange implements Exchange, Running {
  readonly base = ''
  place = 0
  readonly source: Request
  /** What else the host called with. */
  readonly host: readonly unknown[]
  readonly response: Promise<Response>
  readonly #respond: (response: Response) => void
  readonly #streamBuffer: number
  readonly #onEnd: () => void
  #responded = false
  #ended = false
  #stream: ReadableStreamDefaultController<Uint8Array> | undefined
  #onGone: ((how?: HangUp) => void)[] | undefined

  /** `onEnd` is called once, when the answer is made in full or nobody waits for it any more. */
  constructor(source: Request, host: readonly unknown[], streamBuffer: number, onEnd: () => void) {
    this.source = source
    this.host = host
    this.#streamBuffer = streamBuffer
    this.#onEnd = onEnd
    const { promise, resolve } = Promise.withResolvers<Response>()
    this.response = promise
    this.#respond = resolve
  }

  get method(): string {
    return this.source.method
  }

  get target(): string {
    const { url } = this.source
    // Bun leaves it at the path where the client names no host.
    const start = url.startsWith('/') ? 0 : url.indexOf('/', url.indexOf('://') + 3)
    const hash = url.indexOf('#', start)
    return start === -1 ? '/' : url.slice(start, hash === -1 ? undefined : hash)
  }

  get peer(): string | undefined {
    return peerOf(this.source, this.host)
  }

  get authority(): string | undefined {
    const said = this.source.headers.get('host')
    if (said === null) return undefined
    const { url } = this.source
    const start = url.indexOf('://') + 3
    const named = url.slice(start, url.indexOf('/', start))
    // Hosts that do not tell who connects make up an address of the name that they run under.
    return named === said || url.startsWith('/') || this.peer === undefined ? undefined : named
  }

  get isOver(): boolean {
    return this.#responded || this.#ended
  }

  header(name: string): string | undefined {
    const value = this.source.headers.get(name)
    if (value !== null) return value
    return name === 'host' && URL.canParse(this.source.url) ? new URL(this.source.url).host : undefined
  }

  readBody(limit: number, take: (body: BodyRead) => void): void {
    const { source } = this
    const done = (read: BodyRead) => {
      if (!this.isOver) take(read)
    }
    const length = source.headers.get('content-length')
    if (length !== null && Number(length) > limit) return done({ refused: 'too-large' })
    if (source.bodyUsed) return done({ refused: 'consumed' })
    const unreadable = () => {
      if (source.signal.aborted) this.#leave()
      else done({ refused: 'unreadable' })
    }
    const fail = (error: unknown) => this.fail(error)
    if (length !== null && isHeldTo(length, source.headers)) {
      // Nobody asks for the stream or the bytes: to make either costs some hosts more than the text.
      source
        .text()
        .then(text => done(text.length > limit ? { refused: 'too-large' } : { text }), unreadable)
        .catch(fail)
      return
    }
    if (source.body === null) return done({ text: '' })
    readWithin(source.body, limit).then(done, unreadable).catch(fail)
  }

  answer(status: number, headers: readonly string[], body: string): void {
    if (this.#responded) return
    this.#responded = true
    const fields = recordOf(headers)
    if (body !== '' && fields['Content-Type'] === undefined) fields['Content-Type'] = 'application/json'
    this.#respond(new Response(body === '' ? null : body, { status, headers: fields }))
    this.#end()
  }

  stream(status: number, headers: readonly string[]): ByteStream {
    if (this.#responded) return closedStream
    this.#responded = true
    const bytes = new ReadableStream<Uint8Array>(
      {
        start: controller => {
          this.#stream = controller
        },
        cancel: () => this.#leave(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: this.#streamBuffer }),
    )
    this.#respond(new Response(bytes, { status, headers: recordOf(headers) }))
    return {
      write: text => {
        if (!this.#stream || this.#ended) return false
        // One message of any size may wait; a reader that leaves more than the bound waiting is too slow.
        if ((this.#stream.desiredSize ?? 0) < 0) {
          this.#breakOff()
          return false
        }
        this.#stream.enqueue(encoder.encode(text))
        return true
      },
      end: () => {
        if (this.#ended) return
        this.#end()
        this.#stream?.close()
      },
    }
  }

  onGone(listener: (how?: HangUp) => void): void {
    if (this.#onGone) {
      this.#onGone.push(listener)
      return
    }
    this.#onGone = [listener]
    awaitClient(this.source, this.host, () => this.#leave())
  }

  /** Breaks the answer off, since the server closes. */
  cut(): void {
    this.#breakOff('closing')
  }

  fail(_error?: unknown): void {
    this.answer(500, [], '')
  }

  #breakOff(how?: HangUp): void {
    if (this.#responded) this.#stream?.error(new Error('The answer was broken off'))
    this.#leave(how)
    this.fail()
  }

  #leave(how?: HangUp): void {
    if (this.#ended) return
    this.#end()
    for (const tell of this.#onGone ?? []) tell(how)
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#onEnd()
  }
}

const encoder = new TextEncoder()

const closedStream: ByteStream = { write: () => false, end: () => {} }

/**
 * Whether a host that has read this length from the wire holds the body to it: not where the body is packed, and was
 * unpacked before it came here, or is sent in pieces as well.
 */
function isHeldTo(length: string, headers: Headers): boolean {
  return /^\d+$/.test(length) && !headers.has('content-encoding') && !headers.has('transfer-encoding')
}

function recordOf(pairs: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {}
  for (let i = 0; i < pairs.length; i += 2) record[pairs[i] as string] = pairs[i + 1] as string
  return record
}
