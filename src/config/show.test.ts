import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { configJsonSchema } from './json-schema.ts'
import { loadConfig } from './load.ts'
import { configSchema } from './schema.ts'
import { showConfig } from './show.ts'

const secret = 'correct-horse-battery'

async function show(text: string, environment: Record<string, string> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lintel-show-'))
  try {
    await writeFile(join(folder, 'lintel.yaml'), text)
    return showConfig(await loadConfig({ folder, environment }), folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('each setting in force is shown with where it comes from', async () => {
  const shown = await show('server: { name: files, version: 1.0.0 }\nlisten:\n  path: /files\n', { LINTEL_PORT: '9' })
  assert.match(shown, /^ {2}name: files {2}# lintel\.yaml:1$/m)
  assert.match(shown, /^ {2}port: 9 {2}# LINTEL_PORT$/m)
  assert.match(shown, /^ {2}path: \/files {2}# lintel\.yaml:3$/m)
  assert.match(shown, /^ {2}idle: 30 minutes {2}# default$/m)
  assert.doesNotMatch(shown, /filesystem/)
})

test('what is shown is a configuration that means the same', async () => {
  const text =
    'server: { name: "a: b # c", version: "1.0", instructions: "one\\ntwo" }\ntoolkits: { filesystem: { roots: [/] } }\n'
  assert.deepEqual(configSchema.parse(parse(await show(text))), configSchema.parse(parse(text)))
})

test('what a reference brought in is masked, within text too', async () => {
  const text = `server: { name: 'x \${env:WORD} y', version: 1.0.0, title: '\${env:WORD}' }\nlisten: { allowedHosts: ['\${env:WORD}'] }\n`
  const shown = await show(text, { WORD: secret })
  assert.doesNotMatch(shown, new RegExp(secret))
  assert.match(shown, /title: •+ {2}# \$\{env:WORD\}, lintel\.yaml:1/)
})

test('a password in a URL is masked wherever it comes from', async () => {
  const shown = await show('server: { name: x, version: 1.0.0 }\n', {
    LINTEL_PUBLIC_URL: `https://me:${secret}@x.example`,
  })
  assert.doesNotMatch(shown, new RegExp(secret))
  assert.match(shown, /publicUrl: https:\/\/me:•+@x\.example/)
})

test('the JSON Schema for editors describes every setting and refuses unknown keys', () => {
  const undescribed: string[] = []
  const open: string[] = []
  const visit = (node: Record<string, unknown>, path: string) => {
    const properties = (node['properties'] ?? {}) as Record<string, Record<string, unknown>>
    const others = node['additionalProperties']
    // Sections whose names the operator chooses hold sections that are closed themselves.
    if (typeof others === 'object') visit(others as Record<string, unknown>, `${path}.*`)
    else if (node['type'] === 'object' && others !== false) open.push(path)
    for (const [key, child] of Object.entries(properties)) {
      if (typeof child['description'] !== 'string') undescribed.push(`${path}.${key}`)
      visit(child, `${path}.${key}`)
    }
    for (const choice of (node['anyOf'] ?? []) as Record<string, unknown>[]) visit(choice, path)
    if (node['items']) visit(node['items'] as Record<string, unknown>, `${path}[]`)
  }
  visit(configJsonSchema(), '')
  assert.deepEqual({ undescribed, open }, { undescribed: [], open: [] })
})
