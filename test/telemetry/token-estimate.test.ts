import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { tokensOf } from '../../src/telemetry/call-event.ts'
import { modernBody } from '../protocol/modern-client.ts'

test("a record's estimate of a request is within 20 % of o200k: paths, prose, code, JSON, German, Chinese", async t => {
  const contents: Readonly<Record<string, unknown>> = {
    path: 'notes/today.md',
    prose: 'The quick brown fox jumps over the lazy dog, and then it walks home through the rain. '.repeat(40),
    code: await readFile(new URL('../../src/server.ts', import.meta.url), 'utf8'),
    json: JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')),
    German: 'Über den Wolken muss die Freiheit wohl grenzenlos sein, alle Ängste, alle Sorgen sagt man. '.repeat(30),
    Chinese: '今天的天气很好，我们去公园散步，然后回家吃饭。'.repeat(60),
  }
  for (const [what, content] of Object.entries(contents)) {
    const params = { name: 'write_file', arguments: { content: content as string } }
    const body = JSON.stringify(modernBody({ method: 'tools/call', params }))
    const real = encode(body).length
    const error = tokensOf(Buffer.byteLength(body)) / real - 1
    t.diagnostic(`${what}: ${real} tokens, ${(error * 100).toFixed(0)} %`)
    assert.ok(Math.abs(error) < 0.2, `${what}: ${error}`)
  }
})
