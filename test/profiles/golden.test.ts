import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { profileNames, profiles } from '../../src/profiles/profile.ts'
import { corpus } from './corpus.ts'

const folder = new URL('golden/', import.meta.url)

for (const [name, schema] of Object.entries(corpus)) {
  test(`the schema "${name}" is written for each profile as it is kept in golden/ (node test/profiles/write-golden.ts)`, () => {
    const kept = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as object
    const written = Object.fromEntries(profileNames.map(profile => [profile, profiles[profile].rewrite(schema)]))
    assert.deepEqual(JSON.parse(JSON.stringify(written)), kept)
  })
}

test('every file of golden/ belongs to a schema of the corpus', () => {
  assert.deepEqual(
    readdirSync(folder).sort(),
    Object.keys(corpus)
      .map(name => `${name}.json`)
      .sort(),
  )
})

test('the standard profile is the schema itself, bytes and all', () => {
  for (const schema of Object.values(corpus)) assert.equal(profiles.standard.rewrite(schema), schema)
})

test('an argument that is sent as a header too keeps its mark in every profile', () => {
  for (const profile of profileNames)
    assert.equal(
      (profiles[profile].rewrite(corpus['header']!).properties as Record<string, Record<string, unknown>>)['region']![
        'x-mcp-header'
      ],
      'Region',
      profile,
    )
})

test('no profile but the standard one shows a reference, and plain-root and gemini show no choice at the root', () => {
  for (const [name, schema] of Object.entries(corpus)) {
    if (name === 'odd-names') continue
    for (const profile of ['expanded', 'plain-root', 'gemini'] as const) {
      const text = JSON.stringify(profiles[profile].rewrite(schema))
      assert.doesNotMatch(text, /"\$(?:ref|defs|schema|anchor)"|"definitions"/, `${name} ${profile}`)
    }
    for (const profile of ['plain-root', 'gemini'] as const) {
      const { type, anyOf, oneOf, allOf, not } = profiles[profile].rewrite(schema)
      assert.deepEqual({ type, anyOf, oneOf, allOf, not }, { ...none, type: 'object' }, `${name} ${profile}`)
    }
  }
})

const none = { anyOf: undefined, oneOf: undefined, allOf: undefined, not: undefined }
