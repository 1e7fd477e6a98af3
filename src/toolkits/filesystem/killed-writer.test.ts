import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { isReserved } from './reserved-names.ts'

const size = 1_000_000
const before = 'a'.repeat(size)
const after = 'b'.repeat(size)
const rounds = 6

test('a process that is killed while it writes leaves every file whole', async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lintel-killed-')))
  try {
    let changed = 0
    for (let round = 0; round < rounds; round++) changed += await writeUntilKilled(root, round)
    assert.ok(changed > 0 && changed < 5 * rounds, `${changed} files were changed`)
  } finally {
    rmSync(root, { recursive: true })
  }
})

/** How many files have their new contents or their new name. */
async function writeUntilKilled(base: string, round: number): Promise<number> {
  const root = join(base, `${round}`)
  mkdirSync(root)
  for (const name of ['written', 'edited', 'one', 'two', 'moved']) writeFileSync(join(root, name), before)
  const { client, kill, ended } = await startWriter(root)
  const kinds = [
    { name: 'write_file', arguments: { path: 'written', content: after } },
    {
      name: 'write_files',
      arguments: { files: ['one', 'two'].map(path => ({ path, content: after })) },
    },
    {
      name: 'edit_file',
      arguments: { path: 'edited', edits: [{ oldText: before, newText: after }] },
    },
    { name: 'move_file', arguments: { source: 'moved', destination: 'there' } },
  ]
  const calls = kinds.map(kind => client.callTool(kind).catch(() => undefined))
  // Each round kills at another moment: the first at once, then with more temporary files there, the last when all is done.
  const wanted = round === rounds - 1 ? Number.POSITIVE_INFINITY : round
  while (readdirSync(root).filter(isReserved).length < wanted && !(await settled(calls))) {
    await new Promise(setImmediate)
  }
  for (let turn = 0; turn < round; turn++) await new Promise(setImmediate)
  kill()
  await ended
  await Promise.all(calls)
  await client.close()
  const names = readdirSync(root).filter(name => !isReserved(name))
  for (const name of ['written', 'edited', 'one', 'two']) assert.ok(names.includes(name))
  assert.ok(names.includes('moved') || names.includes('there'))
  for (const name of names) {
    const text = readFileSync(join(root, name), 'utf8')
    assert.ok(text === before || text === after, `${name} has ${text.length} characters`)
  }
  const changed = names.filter(name => name === 'there' || readFileSync(join(root, name), 'utf8') === after)
  return changed.length
}

/** Whether all have ended, without waiting for those that have not. */
function settled(calls: readonly Promise<unknown>[]): Promise<boolean> {
  const open = new Promise<boolean>(resolve => setImmediate(() => resolve(false)))
  return Promise.race([Promise.all(calls).then(() => true), open])
}

async function startWriter(root: string) {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `const [{ createServer }, { registerWriteTools }, { containedBy }, { loadRoots }, { defaultBudgets }, { systemClock }] =
        await Promise.all(JSON.parse(process.argv[1]).map(url => import(url)))
      const contained = containedBy(loadRoots([process.argv[2]], false), () => true)
      const server = createServer({ name: 'writer', version: '1.0.0' })
      registerWriteTools(server, { contained: () => contained, budgets: defaultBudgets, clock: systemClock })
      console.log((await server.listen({ port: 0 })).url)`,
      JSON.stringify(
        ['../../server.ts', './tools.ts', './choose-contained.ts', './roots.ts', './budgets.ts', '../../clock.ts'].map(
          file => new URL(file, import.meta.url).href,
        ),
      ),
      root,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const url = await new Promise<string>(resolve => createInterface({ input: child.stdout }).once('line', resolve))
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(new StreamableHTTPClientTransport(new URL(url)))
  return { client, ended, kill: () => child.kill('SIGKILL') }
}
