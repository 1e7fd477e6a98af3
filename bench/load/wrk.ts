import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runPinned } from '../measure/pin.ts'
import type { LoadOptions, LoadResult } from './load.ts'

/** Runs `wrk` with a script that holds the request and prints the figures. */
export async function loadWithWrk({ url, post, connections, seconds }: LoadOptions): Promise<LoadResult> {
  const directory = await mkdtemp(join(tmpdir(), 'lintel-bench-'))
  try {
    const script = join(directory, 'request.lua')
    const headers = Object.entries(post.headers).map(
      ([name, value]) => `wrk.headers[ ${quote(name)} ] = ${quote(value)}`,
    )
    const lines = ['wrk.method = "POST"', ...headers, `wrk.body = ${quote(post.body)}`, report]
    await writeFile(script, lines.join('\n'))
    const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', '-s', script, url]
    return readReport(await runPinned('load', 'wrk', args))
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const report = `
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("REPORT %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99),
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end`

/** Requests, then three times microseconds, then errors. */
function readReport(output: string): LoadResult {
  const line = /REPORT (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(output)
  if (!line) throw new Error(`wrk reported nothing: ${output}`)
  const [requests = 0, duration = 1, p50 = 0, p99 = 0, errors = 0] = line.slice(1).map(Number)
  return { requests, perSecond: (requests * 1e6) / duration, p50Ms: p50 / 1000, p99Ms: p99 / 1000, errors }
}

/** A long bracket, in which Lua reads every character as it stands. */
function quote(text: string): string {
  return `[==[${text}]==]`
}
