import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './median.ts'
import { spawnPinned } from './pin.ts'
import { handshake, StdioClient } from './stdio-client.ts'

export interface ColdStartFigure {
  readonly name: string
  readonly milliseconds: number
}

const lintel = '../../bin/lintel.js'
const reference = '../../node_modules/@modelcontextprotocol/server-filesystem/dist/index.js'
const list = `${JSON.stringify({ jsonrpc: '2.0', id: 'list', method: 'tools/list', params: {} })}\n`

/** From starting the process to its first `tools/list` over stdio: the built `lintel serve --stdio` and the reference filesystem server. */
export async function measureColdStart(rounds: number): Promise<readonly ColdStartFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lintel-bench-'))
  const config = join(folder, 'lintel.yaml')
  await writeFile(config, 'server: { name: bench, version: 1.0.0 }\ntoolkits: { filesystem: { roots: [.] } }\n')
  const starts = [
    { name: 'node alone', file: '../servers/stdio-floor.ts', args: [] },
    { name: 'reference filesystem server', file: reference, args: [folder] },
    { name: 'lintel serve --stdio', file: lintel, args: ['serve', '--stdio', '--config', config] },
  ]
  const seen = starts.map(() => [] as number[])
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [index, { file, args }] of starts.entries()) seen[index]?.push(await start(file, args))
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return starts.map(({ name }, index) => ({ name, milliseconds: median(seen[index] ?? []) }))
}

async function start(file: string, args: readonly string[]): Promise<number> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const started = performance.now()
  const child = spawnPinned('server', process.execPath, [path, ...args], ['pipe', 'pipe', 'ignore'])
  try {
    const client = new StdioClient(child)
    await client.exchange(handshake + list, 2)
    if (!client.last.includes('"tools"')) throw new Error(`${file} lists no tools: ${client.last.slice(0, 300)}`)
    return performance.now() - started
  } finally {
    child.kill('SIGKILL')
  }
}
