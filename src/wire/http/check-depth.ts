const quote = 0x22
const backslash = 0x5c

/** Whether a JSON text nests arrays and objects deeper than `limit`. Reads the text only where it could. */
export function isTooDeep(text: string, limit: number): boolean {
  if (!hasMoreThan(text, limit)) return false
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (inString) {
      if (code === backslash) i++
      else if (code === quote) inString = false
    } else if (code === quote) {
      inString = true
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > limit) return true
    } else if (code === 0x7d || code === 0x5d) {
      depth--
    }
  }
  return false
}

/** Most bodies hold fewer opening brackets than may be nested: then nothing else needs a look. */
function hasMoreThan(text: string, limit: number): boolean {
  let count = 0
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) if (++count > limit) return true
  }
  return false
}

/** The same of a value that was parsed elsewhere. Looks no deeper than one level below the limit. */
export function isValueTooDeep(value: unknown, limit: number): boolean {
  if (value === null || typeof value !== 'object') return false
  if (limit === 0) return true
  for (const member of Object.values(value)) if (isValueTooDeep(member, limit - 1)) return true
  return false
}
