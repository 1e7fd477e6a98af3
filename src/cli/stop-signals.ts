import { watchParent } from './parent-watch.ts'

/** A terminal's Ctrl+C reaches a process twice where npm started it: from the terminal, and passed on by npm. */
const echoMs = 300

/** Ctrl+C, SIGTERM and the end of npm where that started the process, from the moment that it is made. */
export class StopSignals {
  /** Resolves at the first signal. A second one ends the process at once, with 130 or 143. */
  readonly first: Promise<void>
  readonly #alive: NodeJS.Timeout
  readonly #unwatch: () => void
  readonly #onSignal: (signal: NodeJS.Signals) => void

  constructor(onFirst: () => void) {
    let resolveFirst = () => {}
    this.first = new Promise(resolve => {
      resolveFirst = resolve
    })
    let firstAt: number | undefined
    const stop = () => {
      firstAt = performance.now()
      onFirst()
      resolveFirst()
    }
    this.#onSignal = signal => {
      if (firstAt === undefined) stop()
      else if (performance.now() - firstAt > echoMs) process.exit(signal === 'SIGINT' ? 130 : 143)
    }
    process.on('SIGINT', this.#onSignal).on('SIGTERM', this.#onSignal)
    this.#unwatch = watchParent(() => {
      if (firstAt === undefined) stop()
    })
    // A promise that nothing else resolves does not keep the process alive.
    this.#alive = setInterval(() => {}, 60_000)
  }

  release(): void {
    clearInterval(this.#alive)
    this.#unwatch()
    process.off('SIGINT', this.#onSignal).off('SIGTERM', this.#onSignal)
  }
}
