import type { Progress } from './client/connection.ts'

/** What the line is written to. */
export interface ProgressOutput {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** How far a call is: one line that is written over at a terminal, one line a report elsewhere where asked for. */
export class ProgressLine {
  readonly #output: ProgressOutput
  readonly #everywhere: boolean
  #shown = false

  constructor(output: ProgressOutput, everywhere: boolean) {
    this.#output = output
    this.#everywhere = everywhere
  }

  show({ done, total, message = '' }: Progress): void {
    const share = total === undefined || total <= 0 ? `${done}` : `${Math.min(100, Math.round((done / total) * 100))} %`
    const text = `${share.padStart(5)}  ${message.replace(/\s+/g, ' ')}`.trimEnd()
    if (this.#output.isTTY) {
      this.#output.write(`\r\x1b[2K${text.slice(0, (this.#output.columns ?? 80) - 1)}`)
      this.#shown = true
    } else if (this.#everywhere) this.#output.write(`${text}\n`)
  }

  clear(): void {
    if (this.#shown) this.#output.write('\r\x1b[2K')
    this.#shown = false
  }
}
