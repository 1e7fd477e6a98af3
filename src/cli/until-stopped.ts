export interface Stoppable {
  /** Resolves when the work ended by itself. */
  readonly ended?: Promise<void>
  /** Lets what runs finish. */
  close(): Promise<void>
}

/** Waits for the end of the work, or for Ctrl+C or SIGTERM; then closes. A second signal ends the process at once. */
export async function untilStopped({ ended, close }: Stoppable): Promise<void> {
  let stop = () => {}
  const stopped = new Promise<void>(resolve => {
    stop = resolve
  })
  let signals = 0
  const onSignal = (signal: NodeJS.Signals) => {
    signals++
    if (signals > 1) process.exit(signal === 'SIGINT' ? 130 : 143)
    process.stderr.write('Stopping: running calls get to finish. Once more stops at once.\n')
    stop()
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  // A promise alone does not keep the process alive.
  const alive = setInterval(() => {}, 60_000)
  try {
    await (ended ? Promise.race([ended, stopped]) : stopped)
    await close()
  } finally {
    clearInterval(alive)
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}
