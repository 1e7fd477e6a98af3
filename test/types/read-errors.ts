/** One error of the compiler: where it stands, and all of its words. */
export interface CompilerError {
  readonly file: string
  readonly line: number
  readonly text: string
}

/** What `tsc --pretty false` prints: `folder/file.ts(line,column): error TS1: ...`, and more of it in indented lines. */
export function readErrors(output: string): readonly CompilerError[] {
  const errors = output.split(/\n(?! )/).filter(text => text.trim() !== '')
  return errors.map(text => {
    const found = /^(?:.*[/\\])?([^/\\(]+)\((\d+),\d+\): error /.exec(text)
    if (!found) throw new Error(`The compiler says: ${text}`)
    return { file: found[1]!, line: Number(found[2]), text }
  })
}
