import { Aborted } from '../call.ts'

/** How a call lost its client, where that did not simply hang up: it cancelled, or the server closes and cut the call. */
export type HangUp = 'cancelled' | 'closing'

/** What the signal of such a call says. */
export function explainHangUp(how: HangUp | undefined): Aborted {
  if (how === 'cancelled') return new Aborted('cancelled', 'The client cancelled the call')
  return new Aborted('disconnected', how === 'closing' ? closing : 'The client hung up')
}

export const closing = 'The server is closing'
