import { DefinitionError } from './errors.ts'
import { nearest } from './nearest.ts'

/** What a setting may hold; throws DefinitionError, naming `owner`, where it holds something else. */
export type Check = (value: unknown, owner: string) => void

export const count: Check = (value, owner) => {
  if (!Number.isSafeInteger(value) || (value as number) < 1) wrong(owner, value, 'write a whole number from 1')
}

export const countOrNone: Check = (value, owner) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) wrong(owner, value, 'write a whole number from 0')
}

export const yesOrNo: Check = (value, owner) => {
  if (typeof value !== 'boolean') wrong(owner, value, 'write true or false')
}

export const text: Check = (value, owner) => {
  if (typeof value !== 'string') wrong(owner, value, 'write a text')
}

export const aFunction: Check = (value, owner) => {
  if (typeof value !== 'function') wrong(owner, value, 'give a function')
}

export function oneOf(...words: readonly string[]): Check {
  return (value, owner) => {
    if (words.includes(value as string)) return
    const meant = typeof value === 'string' ? nearest(value, words) : undefined
    wrong(owner, value, meant === undefined ? `write ${words.join(', ')}` : `did you mean '${meant}'?`)
  }
}

/** An object that has these functions, such as a logger. */
export function anObjectWith(...methods: readonly string[]): Check {
  return (value, owner) => {
    const missing = methods.filter(name => typeof (value as Record<string, unknown> | null)?.[name] !== 'function')
    if (missing.length === 0) return
    throw new DefinitionError(`${owner} is an object with ${methods.join(', ')}, and has no ${missing.join(', ')}.`)
  }
}

/** Refuses what is no object with names; `example` is what stands between the braces. */
export function anObject(value: unknown, owner: string, example: string): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return
  throw new DefinitionError(`${owner} is an object, such as { ${example} }.`)
}

export function wrong(owner: string, value: unknown, cure: string): never {
  throw new DefinitionError(`${owner} ${show(value)} cannot be: ${cure}${cure.endsWith('?') ? '' : '.'}`)
}

const longestShown = 200

function show(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`
  if (typeof value === 'function') return 'as a function'
  if (typeof value !== 'object' || value === null) return String(value)
  try {
    const json = JSON.stringify(value)
    if (json !== undefined && json.length <= longestShown) return json
  } catch {
    // It cannot be shown as JSON: it is within itself, or holds a bigint.
  }
  return 'as this object'
}
