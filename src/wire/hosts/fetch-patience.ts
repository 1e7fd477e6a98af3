import { quietly } from './quietly.ts'

/** Bun's `Server`, which it calls a handler with. */
interface Patient {
  readonly timeout?: (request: Request, seconds: number) => void
  readonly requestIP?: unknown
}

/**
 * For an answer that takes its time: asks the host to wait for it, and calls `listener` when the client goes before.
 *
 * Bun ends a request that is silent for ten seconds unless told otherwise. Deno calls `listener` after good answers as
 * well, and says so once on its standard error; of a client that goes before an answer it tells in no other way.
 */
export function awaitClient(request: Request, host: readonly unknown[], listener: () => void): void {
  for (const given of host as readonly (Patient | null | undefined)[]) {
    if (given === null || typeof given !== 'object') continue
    quietly(() => {
      if (typeof given.timeout === 'function' && typeof given.requestIP === 'function') given.timeout(request, 0)
    })
  }
  const { signal } = request
  if (signal.aborted) listener()
  else signal.addEventListener('abort', listener, { once: true })
}
