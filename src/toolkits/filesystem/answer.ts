import { type ContentBlock, content, result, type ToolResult } from '../../primitives/content.ts'

/**
 * The shape of every reading answer. What the agent is to read (a file's text, names, matches) stands once, in
 * `content`, so that clients which know only content get it; `structuredContent` holds the facts that a program needs
 * to go on with: counts, sizes, etags, cursors. Where something was left out, a line of its own says so and how to go on.
 */
export function answer<T>(
  payload: string | readonly ContentBlock[],
  facts: T,
  notes: readonly (string | undefined)[] = [],
): ToolResult<T> {
  const blocks = typeof payload === 'string' ? [content.text(payload)] : payload
  const lines = notes.filter(note => note !== undefined)
  return result({
    content: lines.length === 0 ? blocks : [...blocks, content.text(`[${lines.join(' ')}]`)],
    structured: facts,
  })
}

/** What stands for the entries of a directory that has none. */
export const emptyDirectory = 'The directory is empty.'

/** A name as one line shows it: as it is, or in JSON quotes where a line break in it could pass for another entry. */
export function shownName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name) ? JSON.stringify(name) : name
}

export function shownSize(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let unit = 0
  let value = bytes
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return unit === 0 ? `${bytes} B` : `${value.toFixed(2)} ${units[unit]}`
}
