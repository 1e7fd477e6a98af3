const prefix = '=?base64?'
const suffix = '?='
/** RFC 4648, section 4, padding required. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** A header value as it was meant: `=?base64?…?=` is UTF-8 in Base64, anything else stands for itself. Undefined where malformed. */
export function decodeHeaderValue(value: string): string | undefined {
  if (!value.startsWith(prefix) || !value.endsWith(suffix) || value.length < prefix.length + suffix.length) return value
  const encoded = value.slice(prefix.length, -suffix.length)
  if (!base64.test(encoded)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'))
  } catch {
    return undefined
  }
}
