/** Who broke an answer off, where it was not the client: a server that closes, after the drain time. */
export type HangUp = 'closing'

/** What `call.signal.reason` says of it. */
export function explainHangUp(how: HangUp | undefined): string {
  return how === 'closing' ? closing : 'The client hung up'
}

export const closing = 'The server is closing'
