import type { Clock } from './clock.ts'
import type { Toolkit } from './primitives/definitions.ts'

export interface ToolkitParts {
  readonly clock: Clock
  /** Milliseconds that a toolkit which is opening gets to leave off when the server closes. */
  readonly leaveMs: number
  /** Told of each toolkit that does not close. */
  readonly onFailure: (toolkit: Toolkit, error: unknown) => void
}

/** The toolkits of a server, from the first that opens to the last that closes. */
export class Toolkits {
  readonly all: Toolkit[] = []
  readonly #parts: ToolkitParts
  readonly #stop = new AbortController()
  /** Settles when the toolkit that opens at this moment does. */
  #opening: Promise<void> = Promise.resolve()

  constructor(parts: ToolkitParts) {
    this.#parts = parts
  }

  /** Opens one after the other. Rejects with what failed, and with an AbortError once the server is closed, whatever a toolkit still does. */
  async open(): Promise<void> {
    const { signal } = this.#stop
    const stopped = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
    stopped.catch(() => {})
    for (const toolkit of this.all) {
      signal.throwIfAborted()
      const opened = begin(() => toolkit.open?.(signal))
      this.#opening = opened.catch(() => {})
      await Promise.race([opened, stopped]).catch(error => {
        signal.throwIfAborted()
        throw error
      })
    }
    signal.throwIfAborted()
  }

  /** Tells the toolkit that opens at this moment to leave off; none opens after it. */
  stop(): void {
    this.#stop.abort(new DOMException('The server was closed while it opened.', 'AbortError'))
  }

  /** Closes every one, and resolves with what failed. */
  async close(): Promise<readonly unknown[]> {
    const { clock, leaveMs, onFailure } = this.#parts
    await within(this.#opening, clock, leaveMs)
    const failed: unknown[] = []
    for (const toolkit of this.all)
      await begin(() => toolkit.close?.()).catch(error => {
        onFailure(toolkit, error)
        failed.push(error)
      })
    return failed
  }
}

/** What is thrown before there is a promise rejects as well. */
async function begin(start: () => Promise<void> | undefined): Promise<void> {
  await start()
}

async function within(waited: Promise<void>, clock: Clock, ms: number): Promise<void> {
  let stop = () => {}
  const over = new Promise<void>(resolve => {
    stop = clock.after(ms, resolve)
  })
  await Promise.race([waited, over])
  stop()
}
