import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A folder with these files, removed at the end of the scope that holds it. */
export async function makeWorkspace(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'lintel-cli-'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

export const filesConfig = [
  'server: { name: files, version: 1.0.0 }',
  'listen: { port: 0 }',
  'toolkits: { filesystem: { roots: [./files] } }',
  '',
].join('\n')
