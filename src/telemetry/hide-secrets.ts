import { isSecretKey, mask, maskNumber, maskSecrets } from '../secret-shapes.ts'

/** What is nested deeper is left out, which also ends circles. */
const maxDepth = 64

/** A copy fit for a log: whatever stands under a secret's key, or looks like a secret, is masked; errors become objects. */
export function hideSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskSecrets(hideInJson(value, depth))
  if (typeof value === 'number') return maskNumber(value)
  if (typeof value === 'bigint') return String(maskNumber(value))
  if (value === null || typeof value !== 'object') return value
  if (depth >= maxDepth) return '…'
  if (Array.isArray(value)) return value.map(item => hideSecrets(item, depth + 1))
  const entries = value instanceof Error ? errorEntries(value) : Object.entries(value)
  return Object.fromEntries(entries.map(([key, child]) => [maskSecrets(key), hideUnder(key, child, depth)]))
}

/** Tools repeat their structured results as JSON text: there the keys tell what is secret, as they do outside. */
function hideInJson(text: string, depth: number): string {
  if (!/^\s*[{[]/.test(text)) return text
  try {
    return JSON.stringify(hideSecrets(JSON.parse(text), depth + 1))
  } catch {
    return text
  }
}

function hideUnder(key: string, value: unknown, depth: number): unknown {
  const tellsNothing = value === null || value === undefined || typeof value === 'boolean'
  return isSecretKey(key) && !tellsNothing ? mask : hideSecrets(value, depth + 1)
}

/** What JSON would not show of an error. */
function errorEntries(error: Error): readonly (readonly [string, unknown])[] {
  const { name, message, stack, cause } = error
  const own = Object.entries(error).filter(([key]) => key !== 'name' && key !== 'cause')
  return [
    ['name', name],
    ['message', message],
    ['stack', stack],
    ...own,
    ...(cause === undefined ? [] : [['cause', cause] as const]),
  ]
}
