import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readText, root } from './source-tree.ts'

/** The TypeScript that a page shows, in its order. */
export function snippetsOf(page: string): readonly string[] {
  return [
    ...readText(page)
      .replaceAll('\r\n', '\n')
      .matchAll(/^```ts\n([\s\S]*?)^```$/gm),
  ].map(match => match[1]!)
}

export interface Program {
  readonly file: string
  /** A tsconfig.json for the program alone. */
  readonly project: string
  remove(): void
}

/** Writes a program that imports this checkout where it says 'lintel', and listens on any free port. */
export function writeProgram(text: string): Program {
  // Below the root, where the program finds the packages that it imports, in a folder that git does not see.
  mkdirSync(join(root, '.lintel'), { recursive: true })
  const folder = mkdtempSync(join(root, '.lintel', 'snippet-'))
  const file = join(folder, 'program.ts')
  const project = join(folder, 'tsconfig.json')
  const program = text
    .replaceAll(/from 'lintel(\/[^']*)?'/g, (_, entry: string | undefined) => `from '../../${sourceOf(entry)}'`)
    .replaceAll('port: 7400', 'port: 0')
  writeFileSync(file, program)
  writeFileSync(project, JSON.stringify({ extends: '../../tsconfig.json', include: ['program.ts'] }))
  return { file, project, remove: () => rmSync(folder, { recursive: true }) }
}

function sourceOf(entry = ''): string {
  const { exports } = JSON.parse(readText('package.json')) as { exports: Record<string, { default: string }> }
  return exports[`.${entry}`]!.default.replace('./dist/', 'src/').replace(/js$/, 'ts')
}
