import { isSecretItem, isSecretUnder, keysWithin } from '../secret-places.ts'
import { mask, maskNumber, maskSecrets } from '../secret-shapes.ts'

/** What is nested deeper is left out. */
const maxDepth = 64
/** Values of one entry that are shown: errors of clients drag sockets and agents behind them. */
const maxValues = 10_000
const leftOut = '…'

export type Member = readonly [name: string, value: unknown]

/** What becomes of an error, whose members are masked already. */
export type ShowError = (error: Error, members: readonly Member[]) => unknown

/** What one copy has seen so far. */
interface Walk {
  readonly showError: ShowError
  /** The objects around the one that is looked at: an object within itself is left out. */
  readonly around: Set<object>
  values: number
}

/** A copy fit for a log: whatever stands under a secret's key, or looks like a secret, is masked; errors become objects. */
export function hideSecrets(value: unknown, showError: ShowError = asObject): unknown {
  return hide(value, { showError, around: new Set(), values: 0 })
}

const asObject: ShowError = (_, members) => Object.fromEntries(members)

function hide(value: unknown, walk: Walk): unknown {
  if (++walk.values > maxValues) return leftOut
  if (typeof value === 'string') return maskSecrets(hideInJson(value, walk))
  if (typeof value === 'number') return maskNumber(value)
  if (typeof value === 'bigint') return String(maskNumber(value))
  if (value === null || typeof value !== 'object') return value
  const { around } = walk
  if (around.size >= maxDepth || around.has(value)) return leftOut
  around.add(value)
  try {
    return hideWithin(value, walk)
  } catch {
    // A getter threw. What cannot be looked at is not shown, and a log never fails a call.
    return leftOut
  } finally {
    around.delete(value)
  }
}

function hideWithin(value: object, walk: Walk): unknown {
  if (Array.isArray(value)) return hideItems(value, walk)
  if (ArrayBuffer.isView(value)) return `… (${value.byteLength} bytes)`
  if (value instanceof Error) return walk.showError(value, hideMembers(errorEntries(value), walk))
  const { toJSON } = value as { readonly toJSON?: unknown }
  // Addresses, times: what they are is not in their members.
  if (typeof toJSON === 'function') return hide(toJSON.call(value), walk)
  return Object.fromEntries(hideMembers(Object.entries(value), walk))
}

/** Tools repeat their structured results as JSON text: there the keys tell what is secret, as they do outside. */
function hideInJson(text: string, walk: Walk): string {
  if (!/^\s*[{[]/.test(text)) return text
  try {
    return JSON.stringify(hide(JSON.parse(text), walk))
  } catch {
    return text
  }
}

function hideItems(items: readonly unknown[], walk: Walk): unknown {
  return items.map((item, at) => (isSecretItem(items, at) ? mask : hide(item, walk)))
}

function hideMembers(members: readonly Member[], walk: Walk): readonly Member[] {
  const keyOf = keysWithin(members)
  return members.map(([name, value]) => [maskSecrets(name), hideUnder(keyOf(name), value, walk)])
}

function hideUnder(key: string, value: unknown, walk: Walk): unknown {
  // Node's own list of a request's headers, of which every other item may be one.
  if (key === 'rawHeaders') return leftOut
  return isSecretUnder(key, value) ? mask : hide(value, walk)
}

/** What JSON would not show of an error. */
function errorEntries(error: Error): readonly Member[] {
  const { name, message, stack, cause, errors } = error as Error & { readonly errors?: unknown }
  const own = Object.entries(error).filter(([key]) => !['name', 'cause', 'errors'].includes(key))
  return [
    ['name', name],
    ['message', message],
    ['stack', stack],
    ...own,
    ...(cause === undefined ? [] : [['cause', cause] as const]),
    ...(errors === undefined ? [] : [['errors', errors] as const]),
  ]
}
