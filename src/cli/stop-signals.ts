/** A terminal's Ctrl+C reaches a process twice where npm started it: from the terminal, and passed on by npm. */
const echoMs = 300

/** Ctrl+C and SIGTERM, from the moment that it is made. */
export class StopSignals {
  /** Resolves at the first signal. A second one ends the process at once, with 130 or 143. */
  readonly first: Promise<void>
  readonly #alive: NodeJS.Timeout
  readonly #onSignal: (signal: NodeJS.Signals) => void

  constructor(onFirst: () => void) {
    let resolveFirst = () => {}
    this.first = new Promise(resolve => {
      resolveFirst = resolve
    })
    let firstAt: number | undefined
    this.#onSignal = signal => {
      if (firstAt === undefined) {
        firstAt = performance.now()
        onFirst()
        resolveFirst()
      } else if (performance.now() - firstAt > echoMs) process.exit(signal === 'SIGINT' ? 130 : 143)
    }
    process.on('SIGINT', this.#onSignal).on('SIGTERM', this.#onSignal)
    // A promise that nothing else resolves does not keep the process alive.
    this.#alive = setInterval(() => {}, 60_000)
  }

  release(): void {
    clearInterval(this.#alive)
    process.off('SIGINT', this.#onSignal).off('SIGTERM', this.#onSignal)
  }
}
