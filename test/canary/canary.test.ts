import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { LintelProcess, run } from '../cli/lintel-process.ts'
import { filesConfig, makeWorkspace } from '../cli/workspace.ts'
import { driveHttp, linesForStdio } from './drive.ts'
import { plant } from './planted.ts'
import { countPlanted, found, plantPlain, plantShaped } from './secrets.ts'

const script = fileURLToPath(new URL('./secretive-server.ts', import.meta.url))
const unmask = new URL('./unmask.ts', import.meta.url).href

/** What an answer may hold: the content that its own tool, resource or prompt gave, where nobody asked to redact it. */
const ownContent = [/^result/]

interface Written {
  /** What clients got. */
  readonly answers: string
  /** Everything else: standard output where it is no wire, standard error, the file of records. */
  readonly elsewhere: string
}

interface Setting {
  readonly format: 'json' | 'text'
  readonly records: 'stderr' | 'file' | 'logger'
  readonly redacted?: boolean
  readonly node?: readonly string[]
}

async function serveSecrets(
  face: 'http' | 'stdio',
  { format, records, redacted, node = [] }: Setting,
): Promise<Written> {
  await using workspace = await makeWorkspace({ 'planted.json': JSON.stringify(plant()) })
  const file = join(workspace.folder, 'calls.jsonl')
  const to = records === 'file' ? file : records
  const environment = { API_TOKEN: plantPlain('environment'), DATABASE_URL: plantShaped('environment') }
  const args = [join(workspace.folder, 'planted.json'), format, to, redacted ? 'redacted' : 'plain', face]
  await using server = new LintelProcess(args, { script, node, environment, folder: workspace.folder })
  let answers = ''
  if (face === 'http') {
    const [url] = await server.saw(/http\S+/, 'stdout')
    answers = await driveHttp(url!)
    server.child.kill('SIGTERM')
  } else server.child.stdin.end(linesForStdio())
  const { stdout, stderr, code } = await server.finished
  assert.equal(code, 0, stderr)
  const kept = records === 'file' ? await readFile(file, 'utf8') : ''
  assert.match(records === 'file' ? kept : stderr, format === 'json' ? /"event":"call"/ : / CALL {2}/)
  return face === 'http'
    ? { answers, elsewhere: stdout + stderr + kept }
    : { answers: stdout, elsewhere: stderr + kept }
}

for (const face of ['http', 'stdio'] as const) {
  for (const [format, records] of [
    ['json', 'stderr'],
    ['text', 'stderr'],
    ['json', 'file'],
    ['json', 'logger'],
  ] as const) {
    test(`${face}, ${format} to ${records}: no secret is written anywhere, save a result's own content in its answer`, {
      timeout: 60_000,
    }, async () => {
      const { answers, elsewhere } = await serveSecrets(face, { format, records })
      assert.ok(countPlanted() > 300)
      assert.deepEqual(found(elsewhere), [])
      assert.deepEqual(found(answers, ownContent), [])
      assert.notDeepEqual(found(answers), [])
    })
  }

  test(`${face}: with results redacted, answers hold none either`, { timeout: 60_000 }, async () => {
    const { answers, elsewhere } = await serveSecrets(face, { format: 'json', records: 'stderr', redacted: true })
    assert.deepEqual(found(elsewhere), [])
    assert.deepEqual(found(answers), [])
  })

  for (const records of ['file', 'logger'] as const)
    test(`${face}, records to ${records}: without masking the same search finds secrets in answers, log, traffic and records`, {
      timeout: 60_000,
    }, async () => {
      const { answers, elsewhere } = await serveSecrets(face, { format: 'json', records, node: ['--import', unmask] })
      const places = found(elsewhere).join('\n')
      for (const place of [
        'error message',
        'error cause',
        'error detail',
        'argument',
        'argument that is a number',
        'client name',
        'result',
        'result that is a number',
      ])
        assert.match(places, new RegExp(`^${place}`, 'm'))
      assert.match(found(answers, ownContent).join('\n'), /^message of a ToolError/m)
    })
}

test('lintel serve and lintel call: environment, settings, arguments and debug output show none', {
  timeout: 90_000,
}, async () => {
  const content = plantShaped('result of a file')
  await using workspace = await makeWorkspace({ 'files/a.txt': content })
  await writeFile(join(workspace.folder, 'lintel.yaml'), `${filesConfig}log: { level: debug, format: json }\n`)
  const environment = {
    MCP_DEBUG: '1',
    SECRET_KEY: plantPlain('environment of the server'),
    OTHER: plantShaped('environment of the server'),
  }
  await using lintel = new LintelProcess(['serve'], { folder: workspace.folder, environment })
  const [, url] = await lintel.saw(/"endpoint":"(http[^"]+)"/)
  const mine = { HOME: workspace.folder, MY_TOKEN: plantPlain('environment of the client') }
  const calls = [
    ['read_text_file', 'path=a.txt'],
    ['read_text_file', `path=${plantShaped('argument of the command')}`],
    ['write_file', 'path=b.txt', `content=${plantShaped('argument of the command')}`],
    ['nothing_like_that'],
  ]
  let shown = ''
  for (const [tool, ...args] of calls) {
    const { stdout, stderr } = await run(['call', tool!, ...args, '--url', url!], {
      folder: workspace.folder,
      environment: mine,
    })
    shown += stdout + stderr
  }
  const { stdout, stderr } = await lintel.stop()
  assert.match(stderr, /"event":"call"/)
  assert.match(stderr, /← tools\/call/)
  assert.deepEqual(found(stdout + stderr), [])
  assert.deepEqual(found(shown, [/^result/]), [])
  assert.notDeepEqual(found(shown), [])
})
