import type { ServerResponse } from 'node:http'

/** Answers that wait for one another at most: what they hold lives longer than the garbage collector likes. */
const maxTogether = 32

interface Ending {
  readonly response: ServerResponse
  readonly body: string
  readonly encoding: 'latin1' | 'utf8'
}

let waiting: Ending[] = []

/**
 * Ends a response with its body before the event loop waits again, one after another with those that are made in the
 * same turn. A proxy or client on the same machine, which sleeps until something comes, is so woken once for several
 * answers: waking it is the dearest part of a small one.
 */
export function endTogether(response: ServerResponse, body: string, encoding: 'latin1' | 'utf8'): void {
  if (waiting.length === 0) setImmediate(endWaiting)
  waiting.push({ response, body, encoding })
  if (waiting.length === maxTogether) endWaiting()
}

function endWaiting(): void {
  const ending = waiting
  waiting = []
  for (const { response, body, encoding } of ending) {
    try {
      response.end(body, encoding)
    } catch (error) {
      // An `end` that the application put there. Its own connection breaks, and no other.
      response.destroy(error as Error)
    }
  }
}
