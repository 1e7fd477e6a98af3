import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openSession } from './dialect.ts'
import type { Order, Told } from './servers/lintel-sessions.ts'

/** `node bench/sessions.ts`: memory before sessions, with 10,000 that were opened and left, and when they expired. */
const { values } = parseArgs({ options: { count: { type: 'string', default: '10000' } } })
const count = Number(values.count)
const atOnce = 16

const file = fileURLToPath(new URL('./servers/lintel-sessions.ts', import.meta.url))
const child = fork(file, { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
try {
  const { url } = await hear(child)
  if (url === undefined) throw new Error('The server did not say where it listens.')
  await abandon(url, 200)
  const before = await ask(child, 'let an hour pass')
  await abandon(url, count)
  const during = await ask(child, 'memory')
  const after = await ask(child, 'let an hour pass')
  print('before', before)
  print(`${count} sessions open`, during)
  print('expired', after)
  console.log(`${(((during.heapMb - before.heapMb) * 2 ** 20) / count).toFixed(0)} bytes of heap a session`)
} finally {
  child.kill('SIGKILL')
}

async function abandon(url: string, sessions: number): Promise<void> {
  let left = sessions
  const openSome = async () => {
    while (left-- > 0) await openSession(url)
  }
  await Promise.all(Array.from({ length: atOnce }, openSome))
}

function ask(server: ChildProcess, order: Order): Promise<Told> {
  server.send(order)
  return hear(server)
}

async function hear(server: ChildProcess): Promise<Told> {
  const [told] = (await once(server, 'message')) as [Told]
  return told
}

function print(when: string, { rssMb, heapMb }: Told): void {
  console.log(`${when.padEnd(24)}${rssMb.toFixed(1).padStart(8)} MB resident${heapMb.toFixed(1).padStart(8)} MB heap`)
}
