/** Shapes of what a host calls a handler with: Deno's `ServeHandlerInfo`, Bun's `Server`. */
interface Told {
  /** Rejects when the client went before the answer was complete. */
  readonly completed?: Promise<void>
  readonly timeout?: (request: Request, seconds: number) => void
  readonly requestIP?: unknown
}

/**
 * For an answer that takes its time: asks the host to wait for it, and calls `listener` when the client goes before.
 *
 * Bun ends a request that is silent for ten seconds unless told otherwise. Deno aborts `request.signal` after good
 * answers as well, and warns of that where one listens; it has a promise for what is asked here.
 */
export function awaitClient(request: Request, host: readonly unknown[], listener: () => void): void {
  for (const given of host as readonly (Told | null | undefined)[]) {
    if (given === null || typeof given !== 'object') continue
    if (typeof given.timeout === 'function' && typeof given.requestIP === 'function') given.timeout(request, 0)
    if (given.completed instanceof Promise) {
      given.completed.catch(listener)
      return
    }
  }
  const { signal } = request
  if (signal.aborted) listener()
  else signal.addEventListener('abort', listener, { once: true })
}
