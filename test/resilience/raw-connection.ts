import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A connection on which a test may write what no client library would. */
export class RawConnection {
  readonly socket: Socket
  readonly #closed: Promise<void>
  #received = ''

  constructor(socket: Socket) {
    this.socket = socket
    socket.setEncoding('latin1').on('data', text => {
      this.#received += text
    })
    socket.on('error', () => {})
    this.#closed = new Promise(resolve => socket.once('close', () => resolve()))
  }

  static async open(url: string): Promise<RawConnection> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    await once(socket, 'connect')
    return new RawConnection(socket)
  }

  get received(): string {
    return this.#received
  }

  write(text: string): void {
    this.socket.write(text)
  }

  /** What was received by the time the other side closed. */
  async untilClosed(): Promise<string> {
    await this.#closed
    return this.#received
  }

  /** Waits until `pattern` was received. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#received)
      if (found) return found
      if (this.socket.closed) throw new Error(`Closed before ${pattern}: ${this.#received}`)
      await Promise.race([new Promise(resolve => this.socket.once('data', resolve)), this.#closed])
    }
  }
}

export function head(headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries({
    Host: 'localhost',
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST /mcp HTTP/1.1\r\n${lines.join('')}\r\n`
}

export function whole(body: string, headers: Readonly<Record<string, string | number>> = {}): string {
  return head({ 'Content-Length': Buffer.byteLength(body), ...headers }) + body
}
