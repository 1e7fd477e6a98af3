import { fileURLToPath } from 'node:url'
import { median } from './median.ts'
import { spawnPinned } from './pin.ts'
import { handshake, StdioClient } from './stdio-client.ts'

export interface StdioFigure {
  readonly name: string
  readonly kind: 'floor' | 'sdk' | 'lintel'
  readonly perSecond: number
}

const servers = [
  { name: 'plain line loop', kind: 'floor', file: 'stdio-floor.ts' },
  { name: 'SDK 1.32', kind: 'sdk', file: 'stdio-sdk.ts' },
  { name: 'Lintel', kind: 'lintel', file: 'stdio-lintel.ts' },
] as const

/** Pipelined calls of one tool a second, over a pipe. */
export async function measureStdio(rounds: number, messages: number): Promise<readonly StdioFigure[]> {
  const seen = servers.map(() => [] as number[])
  for (let round = 0; round < rounds; round++) {
    for (const [index, { file }] of servers.entries()) seen[index]?.push(await runRound(file, messages))
  }
  return servers.map(({ name, kind }, index) => ({ name, kind, perSecond: median(seen[index] ?? []) }))
}

async function runRound(file: string, messages: number): Promise<number> {
  const path = fileURLToPath(new URL(`../servers/${file}`, import.meta.url))
  const child = spawnPinned('server', process.execPath, [path], ['pipe', 'pipe', 'ignore'])
  try {
    const client = new StdioClient(child)
    await client.exchange(handshake, 1)
    await client.exchange(calls(2000), 2000)
    if (!client.last.includes('"hello"')) throw new Error(`${file} does not echo: ${client.last.slice(-300)}`)
    const started = performance.now()
    await client.exchange(calls(messages), messages)
    return messages / ((performance.now() - started) / 1000)
  } finally {
    child.kill('SIGKILL')
  }
}

function calls(count: number): string {
  const params = { name: 'echo', arguments: { text: 'hello' } }
  return Array.from(
    { length: count },
    (_, id) => `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })}\n`,
  ).join('')
}
