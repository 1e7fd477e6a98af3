import type { RunningCall } from '../../call.ts'
import type { Gate } from './gate.ts'

/** Calls that have given up their places while they wait for their clients; at most so many, the others keep theirs. */
export class Asking {
  readonly #most: number
  #count = 0

  constructor(most: number) {
    this.#most = most
  }

  tryBegin(): boolean {
    if (this.#count >= this.#most) return false
    this.#count++
    return true
  }

  end(): void {
    this.#count--
  }
}

/**
 * The places that a running call holds. While a question waits for its client, which may take minutes, others have them;
 * with the answer it takes them again at once, over the ceiling where need be. Returns what gives them up for good.
 */
export function holdPlaces(gates: readonly Gate[], asking: Asking, call: RunningCall): () => void {
  let isAway = false
  let isOver = false
  const leave = () => {
    for (const gate of gates) gate.leave()
  }
  call.onQuestion(waiting => {
    if (isOver) return
    if (waiting) {
      isAway = asking.tryBegin()
      if (isAway) leave()
    } else if (isAway) {
      isAway = false
      asking.end()
      for (const gate of gates) gate.enterAgain()
    }
  })
  return () => {
    isOver = true
    if (isAway) asking.end()
    else leave()
  }
}
