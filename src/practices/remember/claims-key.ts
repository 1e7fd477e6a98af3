import { createHash } from 'node:crypto'
import { marked } from '../marked.ts'

/** Longer texts go into a key as their digest. */
const maxText = 256

/** Objects that JSON does not tell apart, such as a Map or a class's own: each is the same as itself alone. */
const instances = new WeakMap<object, number>()
let known = 0

/**
 * What makes a principal's claims the same as others. Empty where there are none. Undefined where they cannot be compared:
 * they hold themselves.
 */
export function claimsKey(claims: Readonly<Record<string, unknown>>): string | undefined {
  for (const _ in claims) return digest(claims)
  return isPlain(claims) ? '' : digest(claims)
}

function digest(claims: object): string | undefined {
  try {
    const text = JSON.stringify([claims], tellApart)
    return text.length > maxText ? createHash('sha256').update(text).digest('base64url') : text
  } catch {
    return undefined
  }
}

function tellApart(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint' || typeof value === 'symbol') return marked(typeof value, String(value))
  if (typeof value === 'number' && !Number.isFinite(value)) return marked('number', String(value))
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
  if (!isObject || Array.isArray(value) || isPlain(value)) return value
  const number = instances.get(value) ?? ++known
  instances.set(value, number)
  return marked('instance', number)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
