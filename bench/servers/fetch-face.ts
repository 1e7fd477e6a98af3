import { write } from '../dialect.ts'
import { createEcho } from './define-echo.ts'
import { fetchEcho } from './fetch-echo.ts'

/** Calls a `fetch` handler in turn, without a network, and prints the microseconds of processor time of one call. `--lintel` for Lintel's. */
const calls = Number(process.argv[2])
const handle = process.argv.includes('--lintel') ? createEcho().fetch : fetchEcho
const url = 'http://127.0.0.1/mcp'
/** As Deno tells where a request comes from. */
const host = { remoteAddr: { hostname: '127.0.0.1' } }
const { headers, body } = write('2026', 'tools/call', { name: 'echo', arguments: { text: 'hello' } })

await call(calls / 4)
const before = process.cpuUsage()
await call(calls)
const { user, system } = process.cpuUsage(before)
console.log((user + system) / calls)

async function call(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const response = await handle(new Request(url, { method: 'POST', headers, body }), host)
    const text = await response.text()
    if (response.status !== 200 || !text.includes('hello')) throw new Error(`${response.status} ${text}`)
  }
}
