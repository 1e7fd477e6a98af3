import { makeOutbound } from '../../src/outbound/make-outbound.ts'

/** Fetches from a port of this machine in ways that are allowed and not; prints what came of each, and leaves its connections open. */
const [port, ownName] = process.argv.slice(2)
const outbound = makeOutbound({ allow: [`127.0.0.1:${port}`] })
const call = {
  signal: new AbortController().signal,
  trace: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), parentId: undefined, flags: '01', state: undefined },
} as Parameters<typeof outbound.fetch>[0]

const told: Record<string, string> = {}
for (const [name, url] of Object.entries({
  allowed: `http://127.0.0.1:${port}/`,
  number: `http://127.0.0.2:${port}/`,
  name: `http://${ownName}:${port}/`,
  redirect: `http://127.0.0.1:${port}/away`,
})) {
  told[name] = await outbound.fetch(call, url).then(
    answer => answer.text(),
    (error: { readonly code?: string }) => String(error.code),
  )
}
console.log(JSON.stringify(told))
