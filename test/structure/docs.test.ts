import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillPage, pages } from '../../scripts/pages/fill-page.ts'
import { errorTable } from '../../src/errors.ts'
import { isTest, readText, sourceFiles } from './source-tree.ts'

for (const page of pages) {
  test(`the tables of ${page} say what the source says (npm run docs writes them)`, () => {
    const text = readText(page).replaceAll('\r\n', '\n')
    assert.match(text, /<!-- table: \w+ -->/)
    const filled = fillPage(text)
    if (text === filled) return
    const without = (lines: string, others: string) =>
      lines.split('\n').filter(line => !others.split('\n').includes(line))
    assert.fail(
      `Write it anew with npm run docs.\n${[...without(text, filled).map(line => `- ${line}`), ...without(filled, text).map(line => `+ ${line}`)].join('\n')}`,
    )
  })
}

test('docs/errors.md names every error of the table, and no other', () => {
  const [, tables] = /<!-- table: errors -->([\s\S]*?)<!-- end -->/.exec(readText('docs/errors.md')) ?? []
  const documented = [...tables!.matchAll(/^\| ([A-Z_]+) \|/gm)].map(match => match[1]!)
  assert.deepEqual(documented.sort(), Object.keys(errorTable).sort())
})

test('docs/errors.md has every code that the source gives to an error or a report', () => {
  const documented = new Set([...readText('docs/errors.md').matchAll(/^\| ([A-Z_]+) \|/gm)].map(match => match[1]!))
  const given = sourceFiles('src')
    .filter(file => !isTest(file))
    .flatMap(file => [
      ...file.text.matchAll(/\bcode: '([A-Z_]{4,})'/g),
      ...file.text.matchAll(/\.report\('\w+', '([A-Z_]+)'\)/g),
    ])
    .map(match => match[1]!)
  assert.ok(given.includes('OUTBOUND_REFUSED') && given.includes('CACHE_HIT'))
  assert.deepEqual(
    [...new Set(given)].filter(code => !documented.has(code)),
    [],
  )
})

test('every error of the table can happen: the source names its code', () => {
  const source = sourceFiles('src')
    .filter(file => !isTest(file) && !['src/errors.ts', 'src/call-errors.ts'].includes(file.path))
    .map(file => file.text)
    .join('\n')
  assert.deepEqual(
    Object.keys(errorTable).filter(code => !new RegExp(`['"\`.]${code}\\b`).test(source)),
    [],
  )
})

test('every message is one plain sentence, and what to do ends in a full stop', () => {
  for (const [code, row] of Object.entries(errorTable)) {
    assert.match(row.message, /^[A-Z][^\n]*[^.\s]$/, code)
    assert.match(row.next, /^[A-Z][^\n]*\.$/, code)
  }
})
