import type { ChildProcess } from 'node:child_process'

/** A client on a pipe that only counts answers: parsing them would measure the client. */
export class StdioClient {
  readonly #child: ChildProcess
  #answers = 0
  #tail = ''
  #wanted = 0
  #reached: (() => void) | undefined

  constructor(child: ChildProcess) {
    this.#child = child
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#count(text))
  }

  /** The answer that arrived last. */
  get last(): string {
    return this.#tail
  }

  /** Writes lines and resolves when `answers` more lines came back. */
  async exchange(lines: string, answers: number): Promise<void> {
    this.#wanted = this.#answers + answers
    const reached = new Promise<void>((resolve, reject) => {
      this.#reached = resolve
      this.#child.once('exit', () => reject(new Error('The server ended before it answered.')))
    })
    this.#child.stdin?.write(lines)
    await reached
  }

  #count(text: string): void {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#answers++
    this.#tail = (this.#tail + text).slice(-100_000)
    if (this.#answers >= this.#wanted) this.#reached?.()
  }
}

const shake = {
  jsonrpc: '2.0',
  id: 'handshake',
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1.0.0' } },
}

/** What a client of 2025-11-25 writes before its first request; one line of answer. */
export const handshake = `${JSON.stringify(shake)}\n${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`
