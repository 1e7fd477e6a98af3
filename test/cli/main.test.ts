import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkout, run } from './lintel-process.ts'
import { filesConfig, makeWorkspace } from './workspace.ts'

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')) as { version: string }
  assert.deepEqual(await run(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' })
})

test('--help names every command, with examples and exit codes; each command has help of its own', async () => {
  const { code, stdout } = await run(['--help'])
  assert.equal(code, 0)
  for (const part of [
    /^ {2}serve /m,
    /^ {2}tools /m,
    /^ {2}call /m,
    /^ {2}lint /m,
    /^ {2}config /m,
    /Examples:/,
    /Exit codes:\n {2}0 /,
  ])
    assert.match(stdout, part)
  for (const args of [['serve'], ['tools'], ['call'], ['lint'], ['config']]) {
    const help = await run([...args, '--help'])
    assert.equal(help.code, 0)
    assert.match(help.stdout, /^Usage: lintel/)
    assert.match(help.stdout, /Examples:/)
  }
})

test('a slip in a command or an option is met with the nearest one, and ends with 2', async () => {
  for (const [args, meant] of [
    [['srve'], /Did you mean serve\?/],
    [['config', 'chekc'], /Did you mean check\?/],
    [['serve', '--prot', '1'], /Did you mean --port\?/],
    [['call'], /missing required argument 'tool'/],
    [['tools', '--url', 'here'], /Write the whole URL/],
    [[], /Usage: lintel/],
  ] as const) {
    const { code, stdout, stderr } = await run(args)
    assert.deepEqual([code, stdout], [2, ''], args.join(' '))
    assert.match(stderr, meant)
  }
})

test('a Node that is too old is met with what to do, before anything else is loaded', async () => {
  const pretend = "Object.defineProperty(process.versions, 'node', { value: '20.11.1' })"
  const node = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`]
  const { code, stdout, stderr } = await run(['serve'], { node, script: join(checkout, 'bin/lintel.js') })
  assert.deepEqual([code, stdout], [2, ''])
  assert.match(stderr, /needs Node 24 or newer, and this is 20\.11\.1.*npm install node/)
})

test('config check tells a good configuration from a bad one', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig, 'files/a': '', 'bad.yaml': 'server: 1\n' })
  const { folder } = workspace
  const good = await run(['config', 'check'], { folder })
  assert.deepEqual([good.code, good.stderr], [0, ''])
  assert.match(good.stdout, /lintel\.yaml: no problem found/)
  const bad = await run(['config', 'check', '--config', 'bad.yaml'], { folder })
  assert.equal(bad.code, 2)
  assert.match(bad.stderr, /bad\.yaml:1:9: error: server: has to be a section/)
})

test('config check warns of a configuration without toolkits', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': 'server: { name: files, version: 1.0.0 }\n' })
  const { code, stdout, stderr } = await run(['config', 'check'], { folder: workspace.folder })
  assert.equal(code, 0)
  assert.match(stdout, /no problem found/)
  assert.match(stderr, /^warning: toolkits: names none/)
})

test('config show masks what references brought in, and an excerpt of a mistake masks secrets', async () => {
  await using workspace = await makeWorkspace({
    'good.yaml': filesConfig.replace('name: files', `name: '\${env:SECRET_NAME}'`),
    'bad.yaml': `${filesConfig}log: { apiKey: hunter2, level: loud }\n`,
    'files/a': '',
  })
  const { folder } = workspace
  const environment = { SECRET_NAME: 'hunter2' }
  const shown = await run(['config', 'show', '--config', 'good.yaml'], { folder, environment })
  assert.equal(shown.code, 0)
  assert.doesNotMatch(shown.stdout + shown.stderr, /hunter2/)
  const refused = await run(['config', 'show', '--config', 'bad.yaml'], { folder })
  assert.equal(refused.code, 2)
  assert.match(refused.stderr, /log\.apiKey: holds a secret/)
  assert.match(refused.stderr, /log\.level: is none of the choices/)
  assert.doesNotMatch(refused.stdout + refused.stderr, /hunter2/)
})

test('config schema prints a JSON Schema', async () => {
  const { code, stdout } = await run(['config', 'schema'])
  const schema = JSON.parse(stdout) as { $schema: string; properties: Record<string, unknown> }
  assert.equal(code, 0)
  assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema')
  assert.ok('toolkits' in schema.properties)
})

test('the configuration of this checkout is without problems', async () => {
  const { code, stderr } = await run(['config', 'check'])
  assert.deepEqual([code, stderr], [0, ''])
})
