import type { ShowError } from './hide-secrets.ts'

/** Serialisers look for these by name; as in any error, what lists its members does not find them. */
const hidden: readonly string[] = ['name', 'message', 'stack', 'cause', 'errors']

/** An error of the same class with these members instead of its own, so that loggers serialise it as what it is. */
export const rebuildError: ShowError = (error, members) => {
  const copy = new Error()
  for (const [name, value] of members)
    Object.defineProperty(copy, name, { value, enumerable: !hidden.includes(name), writable: true, configurable: true })
  return Object.setPrototypeOf(copy, isPlain(error) ? Object.getPrototypeOf(error) : namesake(error))
}

/** Whether the class adds nothing that would fail, or tell something, on an object it did not make. */
function isPlain(error: Error): boolean {
  let proto: unknown = Object.getPrototypeOf(error)
  while (proto !== Error.prototype) {
    if (proto === null || typeof proto !== 'object') return false
    if (Reflect.ownKeys(proto).some(key => !['constructor', 'name', 'message'].includes(String(key)))) return false
    proto = Object.getPrototypeOf(proto)
  }
  return true
}

function namesake(error: Error): object {
  const { constructor: made } = error as { readonly constructor: unknown }
  const name = typeof made === 'function' ? made.name : 'Error'
  const classes = { [name]: class extends Error {} }
  return classes[name]!.prototype
}
