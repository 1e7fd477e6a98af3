import type { OutputPipe } from './pipe.ts'

/** Characters that may be gathered before a write goes out at once. */
const batchSize = 64 * 1024

/** Writes messages as lines. Those of one turn of the event loop go out in one write; `onFull` tells when the client does not read fast enough, `onDrained` when it has caught up. */
export class LineWriter {
  readonly #output: OutputPipe
  readonly #traffic: ((direction: 'in' | 'out', message: string) => void) | undefined
  readonly #onFull: () => void
  #gathered = ''
  #scheduled = false

  constructor(
    output: OutputPipe,
    flow: { readonly onFull: () => void; readonly onDrained: () => void },
    traffic?: ((direction: 'in' | 'out', message: string) => void) | undefined,
  ) {
    this.#output = output
    this.#onFull = flow.onFull
    this.#traffic = traffic
    output.on('drain', flow.onDrained)
    // A client that is gone is no reason to fall: the input ends next.
    output.on('error', () => {})
  }

  write(message: string): void {
    this.#traffic?.('out', message)
    this.#gathered += `${message}\n`
    if (this.#gathered.length >= batchSize) this.#send()
    else if (!this.#scheduled) {
      this.#scheduled = true
      setImmediate(() => this.#send())
    }
  }

  /** Resolves when everything was handed to the system, or cannot be any more. */
  flush(): Promise<void> {
    this.#send()
    return new Promise(resolve => {
      if (this.#output.destroyed || this.#output.writableLength === 0) resolve()
      else this.#output.write('', () => resolve())
    })
  }

  #send(): void {
    this.#scheduled = false
    if (this.#gathered === '') return
    const text = this.#gathered
    this.#gathered = ''
    if (!this.#output.destroyed && !this.#output.write(text)) this.#onFull()
  }
}
