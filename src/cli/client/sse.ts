/** An event of a text/event-stream body. */
export interface SseEvent {
  readonly id: string | undefined
  /** Milliseconds to wait before reconnecting, where the event says so. */
  readonly retry: number | undefined
  readonly data: string
}

/** Characters of one event. */
const maxEvent = 64 * 1024 * 1024

/** The events of a body, as they arrive (WHATWG HTML, "Parsing an event stream"). Throws RangeError beyond 64 MiB an event. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<SseEvent> {
  const decoder = new TextDecoder()
  let open = new OpenEvent()
  let partial = ''
  let carry = ''
  for await (const chunk of body) {
    const text = carry + decoder.decode(chunk, { stream: true })
    // A CR at the end may be the first half of CR LF.
    carry = text.endsWith('\r') ? '\r' : ''
    // Only what is new is searched, so that a long line costs no more than its length.
    const lines = text.slice(0, text.length - carry.length).split(/\r\n|\n|\r/)
    lines[0] = partial + lines[0]
    partial = lines.pop()!
    for (const line of lines) {
      if (line !== '') open.take(line)
      else {
        const event = open.finish()
        open = new OpenEvent()
        if (event) yield event
      }
    }
    if (partial.length + open.size > maxEvent) throw new RangeError('The server sent an event of more than 64 MiB')
  }
}

class OpenEvent {
  #id: string | undefined
  #retry: number | undefined
  readonly #data: string[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  take(line: string): void {
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    this.#size += line.length
    if (field === 'data') this.#data.push(value)
    else if (field === 'id' && !value.includes('\0')) this.#id = value
    else if (field === 'retry' && /^\d+$/.test(value)) this.#retry = Number(value)
  }

  /** Undefined for a comment that keeps the connection alive. */
  finish(): SseEvent | undefined {
    if (this.#data.length === 0 && this.#id === undefined && this.#retry === undefined) return undefined
    return { id: this.#id, retry: this.#retry, data: this.#data.join('\n') }
  }
}
