import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { logEvents } from '../../scripts/pages/log-events.ts'
import { describeCall } from '../../src/telemetry/call-event.ts'
import { isTest, readText, sourceFiles } from '../structure/source-tree.ts'
import { finishedCalls } from './finished.ts'

const page = readText('docs/events.md')

test('docs/events.md names every member of the event that is published, and no other', () => {
  const [, written] = /<!-- table: call -->([\s\S]*?)<!-- end -->/.exec(page) ?? []
  const documented = [...written!.matchAll(/^\| `(\w+)` \|/gm)].map(match => match[1]!)
  const [finished] = fc.sample(finishedCalls, 1)
  assert.deepEqual(documented, Object.keys(describeCall(finished!, '')))
})

test('every event that the source logs is in the catalogue, and the source logs every event of it', () => {
  const logged = new Set(['call', 'log.lost'])
  const atLevel = new Map<string, Set<string>>()
  for (const file of sourceFiles('src')) {
    if (isTest(file)) continue
    for (const [, level, event] of file.text.matchAll(/\.(debug|info|warn|error)\(\s*'([a-z_]+\.[a-z_]+)'/g)) {
      logged.add(event!)
      atLevel.set(event!, (atLevel.get(event!) ?? new Set()).add(level!))
    }
    for (const [, event] of file.text.matchAll(/logger\[[^\]]*\]\(\s*'([a-z_]+\.[a-z_]+)'/g)) logged.add(event!)
  }
  assert.deepEqual([...logged].sort(), Object.keys(logEvents).sort())
  for (const [event, levels] of atLevel)
    for (const level of levels)
      assert.match(logEvents[event as keyof typeof logEvents][0], new RegExp(`\\b${level}\\b`), event)
})

test('the lines on the page are what a server writes', () => {
  const [, line] = /```json\n(.*)\n```/.exec(page) ?? []
  const event = JSON.parse(line!) as Record<string, unknown>
  const [finished] = fc.sample(finishedCalls, 1)
  const members = Object.keys(describeCall(finished!, ''))
  const order = Object.keys(event).map(name => members.indexOf(name))
  assert.ok(!order.includes(-1))
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
  )
})
