import { type Context, createContext, Script } from 'node:vm'

let room: (Context & { run?: () => void }) | undefined
const script = new Script('run()')

/**
 * Runs `pure` for at most `ms` milliseconds; answers undefined where it takes longer. V8 stops it wherever it is, in the
 * middle of a regular expression too, which nothing else can stop, and no `finally` in it runs. So it must be pure:
 * it opens nothing and leaves nothing half-done that is used later. The event loop stands still meanwhile.
 */
export function withinMs<T>(ms: number, pure: () => T): { readonly value: T } | undefined {
  room ??= createContext({})
  let outcome: { readonly value: T } | undefined
  room.run = () => {
    outcome = { value: pure() }
  }
  try {
    script.runInContext(room, { timeout: ms })
    return outcome
  } catch (error) {
    if (isTimeout(error)) return undefined
    throw error
  } finally {
    delete room.run
  }
}

/** The error comes from the other context, and so is no instance of the Error of this one. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
