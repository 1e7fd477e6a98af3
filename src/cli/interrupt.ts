import { CommandError } from './exit-codes.ts'

/** Runs `work` until it ends or Ctrl+C or SIGTERM aborts it; then ends the command with 130 or 143. */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController()
  let exitCode: number | undefined
  const stop = (code: number) => () => {
    exitCode = code
    abort.abort()
  }
  const onInterrupt = stop(130)
  const onTerminate = stop(143)
  process.once('SIGINT', onInterrupt).once('SIGTERM', onTerminate)
  try {
    return await work(abort.signal)
  } catch (error) {
    throw exitCode === undefined ? error : new CommandError(exitCode, 'Cancelled.')
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate)
  }
}
