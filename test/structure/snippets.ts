import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { readText, root } from './source-tree.ts'

/** The TypeScript that a page shows, in its order. */
export function snippetsOf(page: string): readonly string[] {
  return blocksOf(page).map(({ text }) => text)
}

/** A piece of TypeScript that a page shows. */
export interface Block {
  /** Of the section that it stands in; several of one section are numbered from the second on. */
  readonly heading: string
  /** What its first line says it is called, such as `// server.ts`. */
  readonly file: string | undefined
  readonly text: string
}

export function blocksOf(page: string, language = 'ts'): readonly Block[] {
  const text = readText(page).replaceAll('\r\n', '\n')
  const blocks: Block[] = []
  let heading = ''
  for (const [, title, kind, body] of text.matchAll(/^#+ (.+)$|^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title
    if (kind !== language) continue
    const sameSection = blocks.filter(block => block.heading.replace(/ \d+$/, '') === heading).length
    const [, file] = /^(?:\/\/|#) (\S+\.\w+)\n/.exec(body!) ?? []
    blocks.push({ heading: sameSection === 0 ? heading : `${heading} ${sameSection + 1}`, file, text: body! })
  }
  return blocks
}

export interface Program {
  readonly file: string
  /** A tsconfig.json for the program alone. */
  readonly project: string
  remove(): void
}

/** Writes a program that imports this checkout where it says 'lintel', and listens on any free port. */
export function writeProgram(text: string): Program {
  const programs = writePrograms([{ file: 'program.ts', text: text.replaceAll('port: 7400', 'port: 0') }])
  return { ...programs, file: programs.files[0]! }
}

export interface Programs {
  /** In the order of what was given. */
  readonly files: readonly string[]
  readonly project: string
  remove(): void
}

/** Writes files beside each other, that import this checkout where they say 'lintel'. */
export function writePrograms(
  blocks: readonly { readonly file?: string | undefined; readonly text: string }[],
  compilerOptions: Readonly<Record<string, unknown>> = {},
  home = root,
): Programs {
  // Below what has the packages that the programs import, in a folder that git does not see.
  mkdirSync(join(home, '.lintel'), { recursive: true })
  const folder = mkdtempSync(join(home, '.lintel', 'snippet-'))
  const project = join(folder, 'tsconfig.json')
  const files = blocks.map(({ file, text }, at) => {
    const path = join(folder, file ?? `block-${at + 1}.ts`)
    mkdirSync(dirname(path), { recursive: true })
    const entry = (_: string, name: string | undefined) =>
      `from '${relative(dirname(path), join(root, sourceOf(name)))}'`
    writeFileSync(path, text.replaceAll(/from 'lintel(\/[^']*)?'/g, entry))
    return path
  })
  writeFileSync(
    project,
    JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['**/*.ts'], exclude: [] }),
  )
  return { files, project, remove: () => rmSync(folder, { recursive: true }) }
}

function sourceOf(entry = ''): string {
  const { exports } = JSON.parse(readText('package.json')) as { exports: Record<string, { default: string }> }
  return exports[`.${entry}`]!.default.replace('./dist/', 'src/').replace(/js$/, 'ts')
}
