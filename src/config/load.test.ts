import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ConfigFileError, type LoadOptions, loadConfig } from './load.ts'
import { ConfigError } from './problem.ts'

const minimal = 'server: { name: files, version: 1.0.0 }\n'

/** A folder that holds these files for as long as the test runs. */
async function withFiles(
  files: Readonly<Record<string, string>>,
  check: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lintel-load-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(folder, name, '..'), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    await check(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const reference = (name: string) => `\${env:${name}}`

const load = (folder: string, environment: LoadOptions['environment'] = {}, more: Partial<LoadOptions> = {}) =>
  loadConfig({ folder, environment, ...more })

test('what is not written has its default, with durations in milliseconds and sizes in bytes', () =>
  withFiles({ 'lintel.yaml': minimal }, async folder => {
    const { config } = await load(folder)
    assert.deepEqual(config.listen, { host: '127.0.0.1', port: 7400, path: '/mcp' })
    assert.equal(config.sessions.idle, 1_800_000)
    assert.equal(config.limits.body, 4_194_304)
    assert.deepEqual(config.toolkits, {})
  }))

test('an emptied section falls back to its defaults', () =>
  withFiles({ 'lintel.yaml': `${minimal}listen:\n  # port: 80\n` }, async folder => {
    assert.equal((await load(folder)).config.listen.port, 7400)
  }))

test('the file of the environment is laid over the other: sections merge, lists are replaced', () =>
  withFiles(
    {
      'lintel.yaml': `${minimal}listen: { port: 1, path: /a, allowedHosts: [a.example, b.example] }\n`,
      'lintel.production.yaml': 'listen: { port: 2, allowedHosts: [c.example] }\n',
    },
    async folder => {
      const { config, files } = await load(folder, { NODE_ENV: 'production' })
      assert.deepEqual([config.listen.port, config.listen.path, config.listen.allowedHosts], [2, '/a', ['c.example']])
      assert.deepEqual(files, [join(folder, 'lintel.yaml'), join(folder, 'lintel.production.yaml')])
      assert.equal((await load(folder)).config.listen.port, 1)
    },
  ))

test('LINTEL_ENV names the environment before NODE_ENV does', () =>
  withFiles(
    {
      'lintel.yaml': minimal,
      'lintel.staging.yaml': 'listen: { port: 3 }\n',
      'lintel.production.yaml': 'listen: { port: 2 }\n',
    },
    async folder => {
      const { config } = await load(folder, { LINTEL_ENV: 'staging', NODE_ENV: 'production' })
      assert.equal(config.listen.port, 3)
    },
  ))

test('files, then variables, then options: the last one wins', () =>
  withFiles({ 'lintel.yaml': `${minimal}listen: { port: 1 }\n` }, async folder => {
    const overrides = [{ option: '--port', path: ['listen', 'port'], value: '3' }]
    assert.equal((await load(folder, { LINTEL_PORT: '2' })).config.listen.port, 2)
    assert.equal((await load(folder, { LINTEL_PORT: '2' }, { overrides })).config.listen.port, 3)
  }))

test('.env fills what is not set, never overrides it, and is not read in production', () =>
  withFiles(
    {
      'lintel.yaml': `${minimal}listen: { host: '\${env:HOST_TO_USE}' }\n`,
      '.env': 'HOST_TO_USE=127.0.0.2\nLINTEL_PORT=5\n',
    },
    async folder => {
      const fromFile = (await load(folder)).config.listen
      assert.deepEqual([fromFile.host, fromFile.port], ['127.0.0.2', 5])
      const set = (await load(folder, { HOST_TO_USE: '127.0.0.3', LINTEL_PORT: '6' })).config.listen
      assert.deepEqual([set.host, set.port], ['127.0.0.3', 6])
      await assert.rejects(load(folder, { NODE_ENV: 'production' }), ConfigError)
    },
  ))

test('a relative path is taken from the folder of the file that it stands in, a variable from the working directory', () =>
  withFiles(
    {
      'deploy/lintel.yaml': `${minimal}toolkits: { filesystem: { roots: [./files, ~/] } }\n`,
      'deploy/files/a': '',
      'b/c': '',
    },
    async folder => {
      const file = 'deploy/lintel.yaml'
      const roots = '[./b, ~/]'
      const fromFile = await load(folder, {}, { file })
      assert.deepEqual(fromFile.config.toolkits.filesystem?.roots, [join(folder, 'deploy/files'), homedir()])
      const fromVariable = await load(folder, { LINTEL_TOOLKITS_FILESYSTEM_ROOTS: roots }, { file })
      assert.deepEqual(fromVariable.config.toolkits.filesystem?.roots, [join(folder, 'b'), `${homedir()}`])
    },
  ))

test('LINTEL_CONFIG names the file, and the option wins over it', () =>
  withFiles(
    { 'a.yaml': `${minimal}listen: { port: 1 }\n`, 'b.yaml': `${minimal}listen: { port: 2 }\n` },
    async folder => {
      assert.equal((await load(folder, { LINTEL_CONFIG: 'a.yaml' })).config.listen.port, 1)
      assert.equal((await load(folder, { LINTEL_CONFIG: 'a.yaml' }, { file: 'b.yaml' })).config.listen.port, 2)
    },
  ))

test('without a file the error shows what to write; a file that was named and is not there is named', () =>
  withFiles({}, async folder => {
    await assert.rejects(load(folder), (error: Error) => {
      assert.ok(error instanceof ConfigFileError)
      assert.match(error.message, /no lintel\.yaml in .*[\s\S]*filesystem: \{ roots:/)
      return true
    })
    await assert.rejects(load(folder, { LINTEL_CONFIG: 'x.yaml' }), /x\.yaml does not exist.*LINTEL_CONFIG/)
    await assert.rejects(load(folder, {}, { file: '.' }), /cannot be read \(EISDIR\): it is a folder/)
  }))

test('a reference takes the type of its setting, stands within text, and is left alone behind $$', () =>
  withFiles(
    {
      'lintel.yaml': [
        `server: { name: 'files of ${reference('OWNER')}', version: '${reference('VERSION')}', title: 'costs $${reference('MONEY')}' }`,
        `listen: { port: '${reference('PORT')}' }`,
        `limits: { body: '${reference('BODY')}' }`,
      ].join('\n'),
    },
    async folder => {
      const { config } = await load(folder, { OWNER: 'Ada', VERSION: '1.0', PORT: '8080', BODY: '1 KiB' })
      const { name, version, title } = config.server
      assert.deepEqual([name, version, title], ['files of Ada', '1.0', `costs ${reference('MONEY')}`])
      assert.deepEqual([config.listen.port, config.limits.body], [8080, 1024])
    },
  ))

test('what a variable brings in is not looked through for references', () =>
  withFiles({ 'lintel.yaml': `server: { name: '${reference('NAME')}', version: 1.0.0 }\n` }, async folder => {
    const { config } = await load(folder, { NAME: reference('HOME'), HOME: '/root' })
    assert.equal(config.server.name, reference('HOME'))
  }))

test('an optional folder that does not exist is no problem', () =>
  withFiles(
    { 'lintel.yaml': `${minimal}toolkits: { filesystem: { roots: [., { path: ./no, optional: true }] } }\n` },
    async folder => {
      assert.equal((await load(folder)).config.toolkits.filesystem?.roots.length, 2)
    },
  ))

test('every loopback address may be listened on, and any other only where nothing listens', () =>
  withFiles({ 'lintel.yaml': minimal }, async folder => {
    for (const host of ['127.0.0.1', '127.1.2.3', '::1', '[::1]', 'localhost', 'LOCALHOST', '::ffff:127.0.0.1'])
      assert.equal((await load(folder, { LINTEL_HOST: host })).config.listen.host, host)
    for (const host of [
      '0.0.0.0',
      '::',
      '192.168.1.2',
      'example.com',
      '127.0.0.1.example.com',
      'localhost.example',
      '127.0.0',
    ])
      await assert.rejects(load(folder, { LINTEL_HOST: host }), ConfigError, host)
    await load(folder, { LINTEL_HOST: '0.0.0.0' }, { offline: true })
  }))
