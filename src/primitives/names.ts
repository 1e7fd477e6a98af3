import { DefinitionError } from '../errors.ts'

/** 1 to 128 characters of A-Z, a-z, 0-9, `_`, `-` and `.` (2025-11-25, "Tool Names"). */
const allowed = /^[A-Za-z0-9_.-]{1,128}$/
const snakeCase = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/

/** Refuses a name that clients may not accept. */
export function checkName(kind: 'tool' | 'prompt', name: string): void {
  if (typeof name === 'string' && allowed.test(name)) return
  throw new DefinitionError(
    `${kind} ${JSON.stringify(name)}: a name has 1 to 128 of the characters A-Z a-z 0-9 _ - . Rename it, for example ${JSON.stringify(suggestName(name))}.`,
  )
}

/** Says why a name that is allowed is still not the best one; undefined where it is. */
export function adviseName(kind: 'tool' | 'prompt', name: string): string | undefined {
  if (snakeCase.test(name)) return undefined
  return `${kind} "${name}" is not snake_case: models read and repeat snake_case names most reliably. Consider "${suggestName(name)}".`
}

export function checkDescription(kind: string, name: string, description: unknown): void {
  if (typeof description === 'string' && description.trim() !== '') return
  throw new DefinitionError(
    `${kind} "${name}" has no description. It is what an agent chooses by: say what it does, when to use it and what it answers.`,
  )
}

function suggestName(name: string): string {
  const words = String(name)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  const joined = words.join('_').slice(0, 128)
  return /^[a-z]/.test(joined) ? joined : `do_${joined || 'something'}`
}
