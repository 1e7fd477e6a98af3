import assert from 'node:assert/strict'
import { test } from 'node:test'
import { classifyInboundRequest } from '@modelcontextprotocol/server'
import fc from 'fast-check'
import { classify } from '../../src/wire/classify.ts'
import { body, method, version } from './messages.ts'
import { seed } from './seed.ts'

const runs = 20_000

/** Header values arrive trimmed of optional whitespace (RFC 9110, section 5.5). */
const header = (value: fc.Arbitrary<string>) =>
  fc.option(
    value.map(text => text.replace(/^[ \t]+|[ \t]+$/g, '')),
    { nil: undefined, freq: 3 },
  )

test('bodies are classified as the official SDK classifies them', t => {
  t.diagnostic(`seed ${seed}`)
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(body, header(version), header(method), (sent, versionHeader, methodHeader) => {
      const theirs = theirVerdict(sent, versionHeader, methodHeader)
      const verdict = JSON.stringify(theirs)
      seen.set(verdict, (seen.get(verdict) ?? 0) + 1)
      assert.deepEqual(ourVerdict(sent, versionHeader, methodHeader), theirs)
    }),
    { numRuns: runs, seed },
  )
  for (const wanted of everyVerdict) {
    assert.ok(
      [...seen.keys()].some(verdict => verdict.includes(wanted)),
      `no generated body was classified as ${wanted}`,
    )
  }
})

/** What the generators must reach, so that agreement is not agreement about little. */
const everyVerdict = [
  '"initialize"',
  '"no-claim"',
  '"notification","revision"',
  '"legacy","reason":"notification"',
  '"batch"',
  '"response"',
  '"request","revision":"2026-07-28"',
  '"code":-32600',
  '"code":-32602',
  '"code":-32020',
]

function ourVerdict(sent: unknown, versionHeader: string | undefined, methodHeader: string | undefined) {
  const outcome = classify({ body: sent, versionHeader, methodHeader })
  if (outcome.kind === 'reject') return { kind: 'reject', code: outcome.failure.rpc, http: outcome.failure.http }
  if (outcome.kind === 'legacy') return { kind: 'legacy', reason: outcome.reason }
  const messageKind = 'id' in outcome.message ? 'request' : 'notification'
  return { kind: 'modern', messageKind, revision: outcome.revision }
}

function theirVerdict(sent: unknown, versionHeader: string | undefined, methodHeader: string | undefined) {
  const outcome = classifyInboundRequest({
    httpMethod: 'POST',
    body: sent,
    ...(versionHeader !== undefined && { protocolVersionHeader: versionHeader }),
    ...(methodHeader !== undefined && { mcpMethodHeader: methodHeader }),
  })
  if (outcome.kind === 'reject') return { kind: 'reject', code: outcome.code, http: outcome.httpStatus }
  if (outcome.kind === 'legacy') return { kind: 'legacy', reason: outcome.reason }
  return { kind: 'modern', messageKind: outcome.messageKind, revision: outcome.classification.revision }
}
