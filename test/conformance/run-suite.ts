import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { readChecks, type ScenarioChecks } from './read-checks.ts'

const suite = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url),
)

export interface SuiteRun {
  readonly exitCode: number | null
  readonly scenarios: readonly ScenarioChecks[]
}

/** Runs one frozen requirement set of the official suite against `url`. */
export async function runSuite(url: string, revision: string): Promise<SuiteRun> {
  const output = await mkdtemp(join(tmpdir(), 'lintel-conformance-'))
  try {
    const child = spawn(process.execPath, [suite, 'server', '--url', url, '--requirements', revision, '-o', output], {
      stdio: 'ignore',
    })
    const exitCode = await new Promise<number | null>(resolve => child.once('exit', resolve))
    return { exitCode, scenarios: await readChecks(output) }
  } finally {
    await rm(output, { recursive: true, force: true })
  }
}

/** The server scenarios that a requirement set scores. */
export async function readScored(revision: string): Promise<readonly string[]> {
  const file = join(dirname(suite), '..', 'requirements', `${revision}.yaml`)
  const { server } = parse(await readFile(file, 'utf8')) as { readonly server: readonly string[] }
  return server
}
