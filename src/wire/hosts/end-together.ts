import type { ServerResponse } from 'node:http'

/** Answers that wait for one another at most: what they hold lives longer than the garbage collector likes. */
const maxTogether = 32

/** An answer as a whole: nothing of it is written before all of it. */
export interface Ending {
  readonly response: ServerResponse
  readonly status: number
  /** Names and values in turn. */
  readonly headers: string[]
  readonly body: string
  readonly encoding: 'latin1' | 'utf8'
  readonly onFailure: (error: unknown) => void
  /** Runs what the application put around an answer in the context of its own request. Undefined: nothing is around it. */
  readonly within?: ((write: () => void) => void) | undefined
}

let waiting: Ending[] = []

/**
 * Answers before the event loop waits again, one after another with what is answered in the same turn. A proxy or client
 * on the same machine, which sleeps until something comes, is so woken once for several answers: waking it is the
 * dearest part of a small one. An application that answers by itself before, such as after a time, has answered.
 */
export function endTogether(ending: Ending): void {
  if (waiting.length === 0) setImmediate(endWaiting)
  waiting.push(ending)
  if (waiting.length === maxTogether) endWaiting()
}

function endWaiting(): void {
  const endings = waiting
  waiting = []
  for (const ending of endings) {
    if (ending.within) ending.within(() => end(ending))
    else end(ending)
  }
}

function end({ response, status, headers, body, encoding, onFailure }: Ending): void {
  try {
    if (response.headersSent || response.destroyed) return
    response.writeHead(status, headers)
    response.end(body, encoding)
  } catch (error) {
    // An `end` that the application put there. Its own connection breaks, and no other.
    response.destroy()
    onFailure(error)
  }
}
