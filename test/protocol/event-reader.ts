import type { Message } from './message.ts'

export interface StreamEvent {
  readonly id: string | undefined
  readonly retry: string | undefined
  /** The JSON-RPC message; undefined for a comment or an event without data. */
  readonly message: Message | undefined
  readonly comment: string | undefined
}

/** What is needed of a stream's reader: runtimes differ in what else it has. */
interface TextReader {
  read(): Promise<{ readonly done: boolean; readonly value?: string | undefined }>
  cancel(): Promise<void>
}

/** Reads a stream of server-sent events one by one. */
export class EventReader {
  readonly #reader: TextReader
  #text = ''

  constructor(response: Response) {
    if (!response.body) throw new Error('The answer has no body.')
    const decoder = new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>
    this.#reader = response.body.pipeThrough(decoder).getReader()
  }

  /** The next event, or undefined at the end of the stream. */
  async next(): Promise<StreamEvent | undefined> {
    for (let from = 0; ; ) {
      const end = this.#text.indexOf('\n\n', from)
      if (end !== -1) {
        const block = this.#text.slice(0, end)
        this.#text = this.#text.slice(end + 2)
        return readBlock(block)
      }
      // The text before was searched already; an end may stand across the border.
      from = Math.max(0, this.#text.length - 1)
      const { done, value } = await this.#reader.read()
      if (done) return undefined
      this.#text += value
    }
  }

  /** The next event that carries a message, or undefined at the end. */
  async nextMessage(): Promise<Message | undefined> {
    for (let event = await this.next(); event; event = await this.next()) if (event.message) return event.message
    return undefined
  }

  /** Every event up to the end of the stream. */
  async rest(): Promise<readonly StreamEvent[]> {
    const events: StreamEvent[] = []
    for (let event = await this.next(); event; event = await this.next()) events.push(event)
    return events
  }

  async messages(): Promise<readonly Message[]> {
    return (await this.rest()).flatMap(({ message }) => (message ? [message] : []))
  }

  /** Hangs up. */
  async cancel(): Promise<void> {
    await this.#reader.cancel()
  }
}

function readBlock(block: string): StreamEvent {
  const lines = block.split('\n')
  const field = (name: string) =>
    lines
      .find(line => line === name || line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trimStart()
  const data = field('data')
  return {
    id: field('id'),
    retry: field('retry'),
    message: data ? (JSON.parse(data) as Message) : undefined,
    comment: lines
      .find(line => line.startsWith(':'))
      ?.slice(1)
      .trim(),
  }
}
