import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes empty files, a hundred in each directory, ten directories in each above; one in a thousand is a `needle`. */
export function makeTree(root: string, files: number): void {
  for (let at = 0; at < files; at++) {
    const group = Math.floor(at / 100)
    const directory = join(root, `group-${Math.floor(group / 10)}`, `part-${group % 10}`)
    if (at % 100 === 0) mkdirSync(directory, { recursive: true })
    writeFileSync(
      join(directory, at % 1_000 === 0 ? `needle-${at}.txt` : `file-${at}.${at % 10 === 1 ? 'md' : 'txt'}`),
      '',
    )
  }
}
