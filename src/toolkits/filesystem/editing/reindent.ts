/**
 * `replacement` moved to the indentation that the file has where an agent wrote another: every indentation of
 * `written` is taken to mean what the file has on that line, and deeper or shallower ones follow the nearest of them.
 * `written` and `found` are the same lines but for white space around them.
 */
export function reindent(replacement: string, written: readonly string[], found: readonly string[]): string {
  const meanings = new Map<string, string>()
  written.forEach((line, at) => {
    if (line.trim() !== '' && !meanings.has(indentOf(line))) meanings.set(indentOf(line), indentOf(found[at]!))
  })
  const indent = (line: string) =>
    line.trim() === '' ? line : translateIndent(indentOf(line), meanings) + line.slice(indentOf(line).length)
  return replacement.split('\n').map(indent).join('\n')
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)![0]
}

function translateIndent(indent: string, meanings: ReadonlyMap<string, string>): string {
  for (let length = indent.length; length >= 0; length--) {
    const meaning = meanings.get(indent.slice(0, length))
    if (meaning !== undefined) return meaning + indent.slice(length)
  }
  const deeper = [...meanings.keys()].filter(known => known.startsWith(indent)).sort((a, b) => a.length - b.length)[0]
  if (deeper === undefined) return indent
  const meaning = meanings.get(deeper)!
  return meaning.slice(0, Math.max(0, meaning.length - (deeper.length - indent.length)))
}
