import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import type { LoadOptions, LoadResult } from './load.ts'
import { makeResponseReader } from './response-reader.ts'

/** Reads its options from stdin, keeps every connection busy with one request at a time, prints what it saw. */
const { url, post, connections, seconds } = JSON.parse(await text(process.stdin)) as LoadOptions
const target = new URL(url)
const bytes = writeRequest()
const latencies: number[] = []
let errors = 0

const started = performance.now()
const until = started + seconds * 1000
await Promise.all(Array.from({ length: connections }, () => keepBusy()))
const elapsed = (performance.now() - started) / 1000
latencies.sort((one, other) => one - other)
const result: LoadResult = {
  requests: latencies.length,
  perSecond: latencies.length / elapsed,
  p50Ms: percentile(0.5),
  p99Ms: percentile(0.99),
  errors,
}
console.log(JSON.stringify(result))

function keepBusy(): Promise<void> {
  return new Promise(resolve => {
    const socket = connect(Number(target.port), target.hostname)
    let sent = 0
    const send = () => {
      sent = performance.now()
      socket.write(bytes)
    }
    const read = makeResponseReader(status => {
      const now = performance.now()
      latencies.push(now - sent)
      if (status !== 200) errors++
      if (now < until) send()
      else socket.end()
    })
    socket.setNoDelay(true)
    socket.on('connect', send)
    socket.on('data', read)
    socket.on('error', () => errors++)
    socket.on('close', () => resolve())
  })
}

function writeRequest(): Buffer {
  const headers = { host: target.host, 'content-length': String(Buffer.byteLength(post.body)), ...post.headers }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST ${target.pathname} HTTP/1.1\r\n${lines.join('')}\r\n${post.body}`)
}

function percentile(part: number): number {
  return latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0
}
