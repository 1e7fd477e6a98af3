/** What moves the cursor, ends a line or turns the direction of text: C0, DEL, C1, U+2028, U+2029 and the bidi controls. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
const controls = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** The text as one line that shows as it reads: each control character as `\uXXXX`, which JSON reads back. */
export function escapeControls(text: string): string {
  return text.replace(controls, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
