import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import * as z from 'zod'
import { loadConfig } from './load.ts'
import type { ConfigError } from './problem.ts'
import { configSchema } from './schema.ts'
import { isPathSetting, listSettings, type Setting } from './settings.ts'
import { nodeAt } from './tree.ts'
import { readVariables, shortNames, variableFor } from './variables.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lintel-variables-'))
  await writeFile(
    join(folder, 'lintel.yaml'),
    'server: { name: files, version: 1.0.0 }\ntoolkits: { filesystem: { roots: [.] } }\n',
  )
})
after(() => rm(folder, { recursive: true }))

const load = (environment: Record<string, string>) => loadConfig({ folder, environment })

/** Values as one types them, by the JSON Schema of the setting, which says what editors are told. */
function valuesOf({ path, schema }: Setting): fc.Arbitrary<string | number | boolean> | undefined {
  const json = z.toJSONSchema(schema, { io: 'input' })
  const name = path.join('.')
  if (json.const !== undefined) return fc.constant(json.const as string | boolean)
  if (json.enum) return fc.constantFrom(...(json.enum as string[]))
  if (json.anyOf) return fc.constantFrom(...json.anyOf.flatMap(choice => (choice as { enum?: string[] }).enum ?? []))
  if (json.type === 'boolean') return fc.boolean()
  if (json.type === 'integer')
    return fc.integer({ min: json.minimum ?? 0, max: Math.min(json.maximum ?? 1000, 1_000_000) })
  if (json.type !== 'string') return undefined
  if (name === 'listen.host') return fc.constantFrom('127.0.0.1', 'localhost', '::1')
  if (isPathSetting(schema)) return fc.stringMatching(/^\/[a-z]{1,9}$/)
  if (name === 'listen.path') return fc.stringMatching(/^\/[a-z0-9]{0,9}$/)
  if (json.format === 'uri') return fc.webUrl({ validSchemes: ['http', 'https'] })
  const unit = /^\d+\s*(.*)$/.exec(String(json.default))?.[1]
  if (unit !== undefined) return fc.integer({ min: 1, max: 500 }).map(number => `${number} ${unit}`)
  // Text that begins or ends with white space loses it; a process has no variables with NUL.
  return fc.string({ minLength: 1 }).filter(text => text.trim() === text && !text.includes('\0') && text !== '')
}

const settings = listSettings(configSchema)
const scalars = settings.flatMap(setting => {
  const values = valuesOf(setting)
  return values ? [{ setting, values }] : []
})

test('every setting that is one value can be overridden by its variable, whatever the value', async () => {
  const left = settings.filter(setting => !scalars.some(({ setting: { path } }) => path === setting.path))
  assert.deepEqual(
    left.map(({ path }) => path.join('.')),
    [
      'listen.allowedHosts',
      'listen.allowedOrigins',
      'practices.tools',
      'outbound.allow',
      'toolkits.filesystem.roots',
      'toolkits.filesystem.allow',
    ],
    'lists and sections',
  )
  for (const { setting, values } of scalars) {
    const variable = variableFor(setting.path)
    await fc.assert(
      fc.asyncProperty(values, async value => {
        const { config, tree } = await load({ [variable]: String(value) })
        const node = nodeAt(tree, setting.path)
        assert.deepEqual(node?.kind === 'scalar' && node.value, value)
        const used = setting.path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], config)
        assert.deepEqual(used, setting.schema.parse(value))
      }),
      { numRuns: 12 },
    )
  }
})

test('a list is given in brackets', async () => {
  const { config } = await load({
    LINTEL_LISTEN_ALLOWED_HOSTS: '[a.example, b.example]',
    LINTEL_TOOLKITS_FILESYSTEM_ROOTS: `[{ path: ${JSON.stringify(folder)}, readOnly: true }]`,
  })
  assert.deepEqual(config.listen.allowedHosts, ['a.example', 'b.example'])
  assert.deepEqual(config.toolkits.filesystem?.roots, [{ path: folder, readOnly: true, optional: false }])
})

test('a practice is given as a mode, in one word, or as a section in braces', async () => {
  const { config } = await load({
    LINTEL_PRACTICES_LIMIT: '10/minute',
    LINTEL_PRACTICES_DEADLINE: '{ after: 5s, mode: report }',
    LINTEL_PRACTICES_BUDGET: 'off',
    LINTEL_PRACTICES_TOOLS: '{ grep: { limit: 1/second, cache: hourly } }',
  })
  assert.deepEqual(config.practices, {
    limit: '10/minute',
    deadline: { after: '5s', mode: 'report' },
    budget: 'off',
    tools: { grep: { limit: '1/second', cache: 'hourly' } },
  })
})

test('no two settings have the same variable, and every short name stands for a setting', () => {
  const names = settings.map(({ path }) => variableFor(path))
  assert.equal(new Set(names).size, names.length)
  for (const long of Object.values(shortNames)) assert.ok(names.includes(long), long)
  assert.equal(variableFor(['toolkits', 'filesystem', 'readOnly']), 'LINTEL_TOOLKITS_FILESYSTEM_READ_ONLY')
})

test('a variable that names no setting is told with what it may have meant', () => {
  const environment = { LINTEL_LISTEN_PROT: '1', LINTEL_PORT: '2', LINTEL_CONFIG: 'x', LINTEL_ENV: 'y', OTHER: 'z' }
  const { warnings } = readVariables(configSchema, { environment, folder })
  assert.deepEqual(
    warnings.map(({ at, suggestion }) => [at.kind === 'variable' && at.name, suggestion]),
    [['LINTEL_LISTEN_PROT', 'did you mean LINTEL_LISTEN_PORT?']],
  )
})

test('the long name wins over the short one, with a warning', async () => {
  const { config, warnings } = await load({ LINTEL_PORT: '1', LINTEL_LISTEN_PORT: '2' })
  assert.equal(config.listen.port, 2)
  assert.match(warnings[0]?.reason ?? '', /LINTEL_LISTEN_PORT is set as well/)
})

test('a list that a variable gives with commas alone is met with the form that it needs', async () => {
  await assert.rejects(load({ LINTEL_TOOLKITS_FILESYSTEM_ROOTS: './docs,./b' }), (error: ConfigError) => {
    assert.match(error.problems[0]!.suggestion!, /LINTEL_TOOLKITS_FILESYSTEM_ROOTS='\[\.\/docs, \.\/b\]'/)
    return true
  })
})
