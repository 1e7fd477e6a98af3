import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { isSecretItem, isSecretUnder, keysWithin } from '../../secret-places.ts'
import { mask, maskNumber, maskSecrets } from '../../secret-shapes.ts'

/** Bounded on both sides of the sign, so that the search stays linear (RFC 5321, section 4.5.3.1). */
const email = /\b[\w.%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}\b/gi

export function redactText(text: string, emails: boolean): string {
  const masked = maskSecrets(text)
  return emails ? masked.replace(email, mask) : masked
}

/** A result with what shows as a secret masked, by where it stands (as the log masks it) and by its own look. Data in base64 is left alone. */
export function redactResult(result: JsonObject, emails: boolean): JsonObject {
  return redactValue(result, emails) as JsonObject
}

export function redactJson(value: Json, emails: boolean): Json {
  return redactValue(value, emails) as Json
}

function redactValue(value: Json | undefined, emails: boolean): Json | undefined {
  if (typeof value === 'string') return redactText(redactJsonText(value, emails), emails)
  if (typeof value === 'number') return maskNumber(value) as Json
  if (Array.isArray(value))
    return value.map((item, at) => (isSecretItem(value, at) ? mask : (redactValue(item, emails) as Json)))
  if (!isJsonObject(value)) return value
  const isMedia = typeof value.mimeType === 'string'
  const isResource = typeof value.uri === 'string'
  const members = Object.entries(value)
  const keyOf = keysWithin(members)
  return Object.fromEntries(
    members.map(([key, child]) => {
      // Base64 reads like anything.
      if ((key === 'data' && isMedia) || (key === 'blob' && (isMedia || isResource))) return [key, child]
      if (isSecretUnder(keyOf(key), child)) return [key, mask]
      return [key, redactValue(child, emails)]
    }),
  )
}

/** The text twin of structured content is JSON: there the keys tell what is secret, as they do outside. */
function redactJsonText(text: string, emails: boolean): string {
  if (!/^\s*[{[]/.test(text)) return text
  try {
    const value = JSON.parse(text) as Json
    const redacted = JSON.stringify(redactValue(value, emails))
    // Written anew only where it must be: spaces, and numbers too long for a program, stay as they were.
    return redacted === JSON.stringify(value) ? text : redacted
  } catch {
    return text
  }
}
