/**
 * What moves the cursor, ends a line, turns the direction of text or is not seen at all: control and format characters (C0,
 * DEL, C1, the bidi controls, zero-width characters, tags), U+2028, U+2029, and letters that are blank.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]|\u034f|\u17b4|\u17b5/gu

/** The text as one line that shows as it reads: each such character as `\uXXXX`, which JSON reads back. */
export function escapeControls(text: string): string {
  return text.replace(unseen, character => character.split('').map(escapeUnit).join(''))
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
