import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { LintelProcess } from '../cli/lintel-process.ts'
import { filesConfig, makeWorkspace } from '../cli/workspace.ts'
import { callModern, modernBody } from '../protocol/modern-client.ts'
import { reach } from '../protocol/testbed.ts'

const program = fileURLToPath(new URL('./loaded-server.ts', import.meta.url))
const count = 5000

function start(t: TestContext, args: readonly string[], stderr: 'pipe' | 'ignore' = 'pipe'): ChildProcess {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', stderr] })
  t.after(() => child.kill('SIGKILL'))
  return child
}

async function makeFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lintel-records-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

interface Line {
  readonly event: string
  readonly client_name?: string
  readonly correlation_id?: string
  readonly correlationId?: string
}

function linesOf(text: string): readonly Line[] {
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Line)
}

/** Every call once, in its order. */
function assertComplete(lines: readonly Line[], total = count): void {
  const records = lines.filter(({ event }) => event === 'call')
  assert.deepEqual(
    records.map(({ client_name }) => client_name),
    Array.from({ length: total }, (_, id) => `client-${id}`),
  )
}

for (const how of ['exit', 'close', 'throw', 'end']) {
  test(`standard error: a process that ends by ${how} has written the record of every call, in order with the log`, {
    timeout: 60_000,
  }, async t => {
    const child = start(t, [how, String(count)])
    let text = ''
    // A reader that is slower than the server: the pipe is full again and again.
    child.stderr!.setEncoding('utf8').on('data', async (chunk: string) => {
      text += chunk
      child.stderr!.pause()
      await pause(2)
      child.stderr!.resume()
    })
    await once(child, 'close')
    const json = text
      .split('\n')
      .filter(line => line.startsWith('{'))
      .join('\n')
    const lines = linesOf(json)
    assertComplete(lines)
    for (const [at, line] of lines.entries()) {
      if (line.event !== 'tool.failed') continue
      // What the log tells of a call stands before its record, and after those of the calls before it.
      assert.equal(lines[at + 1]?.correlation_id, line.correlationId)
    }
    assert.equal(lines.filter(({ event }) => event === 'tool.failed').length, count / 100)
  })

  test(`a file: a process that ends by ${how} has written the record of every call`, { timeout: 60_000 }, async t => {
    const file = join(await makeFolder(t), 'deep', 'calls.jsonl')
    const child = start(t, [how, String(count), file], 'ignore')
    child.stdout!.resume()
    await once(child, 'close')
    assertComplete(linesOf(await readFile(file, 'utf8')))
  })
}

test('lintel serve: SIGTERM under load loses no record of an answered call', { timeout: 60_000 }, async () => {
  await using workspace = await makeWorkspace({
    'lintel.yaml': `${filesConfig}log: { calls: file, file: calls.jsonl }\npractices: { limit: off }\n`,
    'files/a.txt': 'x',
  })
  await using lintel = new LintelProcess(['serve'], { folder: workspace.folder })
  const url = await lintel.url()
  const served = reach(url, undefined as never)
  let answered = 0
  const worker = async () => {
    for (;;) {
      const answer = await callModern(served, 'get_file_info', { path: 'a.txt' }).catch(() => undefined)
      if (answer?.result === undefined) return
      answered++
    }
  }
  const workers = Array.from({ length: 8 }, worker)
  while (answered < 200) await pause(5)
  const finished = lintel.stop('SIGTERM')
  await Promise.all(workers)
  assert.equal((await finished).code, 0)
  const lines = linesOf(await readFile(join(workspace.folder, 'calls.jsonl'), 'utf8'))
  assert.equal(lines.filter(({ event }) => event === 'call').length, answered)
})

for (const signal of ['SIGTERM', 'SIGKILL'] as const)
  test(`a program that listens to no signal and gets ${signal} has written the records of the calls that it answered`, {
    timeout: 60_000,
  }, async t => {
    const file = join(await makeFolder(t), 'calls.jsonl')
    const child = start(t, ['stay', String(count), file], 'ignore')
    await once(child.stdout!, 'data')
    // The turn in which the last one was answered is over.
    await pause(5)
    child.kill(signal)
    await once(child, 'close')
    assertComplete(linesOf(await readFile(file, 'utf8')))
  })

test('a pipe that nobody reads does not stop the server', { timeout: 60_000 }, async t => {
  const child = start(t, ['close', '20000'])
  child.stderr!.pause()
  const [answered] = (await once(child.stdout!, 'data')) as [Buffer]
  assert.match(answered.toString(), /^answered 20000/)
})

test('a pipe whose reader is gone does not stop the server', { timeout: 60_000 }, async t => {
  const child = start(t, ['close', '2000'])
  child.stderr!.destroy()
  const [answered] = (await once(child.stdout!, 'data')) as [Buffer]
  assert.match(answered.toString(), /^answered 2000/)
  const [code] = await once(child, 'exit')
  assert.equal(code, 0)
})

test('a full disk does not stop the server, and the log says so once', {
  skip: process.platform !== 'linux',
  timeout: 60_000,
}, async t => {
  const child = start(t, ['close', '2000', '/dev/full'])
  let stderr = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [answered] = (await once(child.stdout!, 'data')) as [Buffer]
  assert.match(answered.toString(), /^answered 2000/)
  await once(child, 'close')
  const failures = linesOf(stderr).filter(({ event }) => event === 'records.failed')
  assert.equal(failures.length, 1)
  assert.match(stderr, /ENOSPC/)
})

test('a file that cannot be opened stops the server before it serves, in words', { timeout: 60_000 }, async () => {
  await using workspace = await makeWorkspace({
    'lintel.yaml': `${filesConfig}log: { calls: file, file: files/a.txt/calls.jsonl }\n`,
    'files/a.txt': 'x',
  })
  await using lintel = new LintelProcess(['serve'], { folder: workspace.folder })
  const { code, stderr } = await lintel.finished
  assert.notEqual(code, 0)
  assert.match(stderr, /calls\.jsonl|a\.txt/)
})

test('a file that is moved away is made anew, one that is cut is gone on with, and no record is lost or torn', {
  timeout: 60_000,
}, async t => {
  const { openFileSink } = await import('../../src/telemetry/file-sink.ts')
  const { FakeClock } = await import('../protocol/fake-clock.ts')
  const file = join(await makeFolder(t), 'calls.jsonl')
  const clock = new FakeClock()
  const sink = openFileSink(file, clock, () => {})
  sink.write('1\n')
  sink.flush()
  await rename(file, `${file}.1`)
  sink.write('2\n')
  sink.flush()
  clock.advance(2000)
  sink.write('3\n')
  sink.close()
  assert.equal(await readFile(`${file}.1`, 'utf8'), '1\n2\n')
  assert.equal(await readFile(file, 'utf8'), '3\n')
})

test('a pipe that its client closes during a call: the process stays until the call is over, and its record says how', {
  timeout: 60_000,
}, async t => {
  const file = join(await makeFolder(t), 'calls.jsonl')
  const waiting = fileURLToPath(new URL('./piped-waiting.ts', import.meta.url))
  const child = spawn(process.execPath, [waiting, file], { stdio: ['pipe', 'ignore', 'ignore'] })
  t.after(() => child.kill('SIGKILL'))
  child.stdin!.end(`${JSON.stringify(modernBody({ method: 'tools/call', params: { name: 'wait' } }))}\n`)
  const [code] = await once(child, 'close')
  assert.equal(code, 0)
  const [record] = linesOf(await readFile(file, 'utf8')) as readonly { readonly status?: string }[]
  assert.equal(record?.status, 'disconnected')
})
