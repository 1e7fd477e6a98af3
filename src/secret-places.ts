import { isSecretKey } from './secret-keys.ts'

/** Whether an item follows the name of a secret: headers come as pairs, arguments of programs behind an option. */
export function isSecretItem(items: readonly unknown[], at: number): boolean {
  const before: unknown = items[at - 1]
  const isNamed = typeof before === 'string' && (items.length === 2 || /^--?\w/.test(before)) && isSecretKey(before)
  return isNamed && typeof items[at] === 'string'
}

/** Gives the key that a member stands under: the `value` beside a `name` or `key` stands under what that says. */
export function keysWithin(members: readonly (readonly [name: string, value: unknown])[]): (name: string) => string {
  const called = members.find(([name, value]) => (name === 'name' || name === 'key') && typeof value === 'string')?.[1]
  return name => (name === 'value' && called !== undefined ? (called as string) : name)
}

/** Whether what stands under a key is a secret as a whole, lists and objects too: their own keys say nothing of what they hold. */
export function isSecretUnder(key: string, value: unknown): boolean {
  const tellsNothing = value === null || value === undefined || typeof value === 'boolean'
  return isSecretKey(key) && !tellsNothing
}
