import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { RawConnection, whole } from '../resilience/raw-connection.ts'
import { startProgram } from './start-program.ts'
import { toolCall } from './subject/requests.ts'

const mebibyte = 1024 * 1024
/** A message of the flood is 16 KiB. */
const flood = (mebibytes: number) => toolCall('flood', { messages: mebibytes * 64 }, { progressToken: 'p' })

for (const runtime of ['bun', 'deno', 'workerd'] as const) {
  test(`a client that does not read its stream is cut off on ${runtime}, and what waits for it is bounded`, async t => {
    const { url, program } = await startProgram(t, runtime)
    const { headers, body } = flood(256)
    const connection = await RawConnection.open(url)
    t.after(() => connection.socket.destroy())
    connection.socket.pause()
    const before = residentBytes(program.pid)
    connection.write(whole(body, headers))
    const [, sent] = await program.says(/flood: (\d+) messages\n/)
    const grown = residentBytes(program.pid) - before
    t.diagnostic(`cut off after ${Number(sent) / 64} MiB; the process grew by ${(grown / mebibyte).toFixed()} MiB`)
    assert.ok(Number(sent) / 64 < 32, `${Number(sent) / 64} MiB taken`)
    assert.ok(grown < 96 * mebibyte, `grown by ${grown / mebibyte} MiB`)
  })

  test(`a client that reads its stream is sent all of it on ${runtime}`, async t => {
    const { url } = await startProgram(t, runtime)
    const response = await fetch(url, flood(16))
    const text = await response.text()
    assert.match(text, /"text":"1024 messages"/)
    assert.equal(text.match(/"progress":/g)?.length, 1024)
  })
}

function residentBytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024
}
