import { createServer, z } from '../../src/index.ts'
import { write } from '../dialect.ts'
import { practiceVariants } from '../servers/practice-variants.ts'

const rounds = 7
const callsPerRound = 30_000

/** Microseconds of processor time of one `tools/call` in the process, through a mounted server: the least of some rounds. */
export async function costPerCall(name: string): Promise<number> {
  const { scopes, answersLater: _, ...options } = practiceVariants[name] ?? {}
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  const server = createServer({ name: 'bench', version: '1.0.0', logger: silent, ...options })
  server.tool('echo', {
    description: 'Says again what it is given.',
    input: z.object({ text: z.string().max(1000).describe('What to repeat') }),
    output: z.object({ text: z.string() }),
    readOnly: true,
    ...(scopes && { scopes }),
    run: ({ text }) => ({ text }),
  })
  const handler = server.handler({ principal: () => ({ id: 'bench', scopes: ['echo:call'] }) })
  const { headers, body } = write('2026', 'tools/call', { name: 'echo', arguments: { text: 'hello' } })
  const lower = Object.fromEntries(Object.entries(headers).map(([field, value]) => [field.toLowerCase(), value]))
  const request = {
    method: 'POST',
    url: '/',
    headers: { host: 'localhost', 'content-length': String(body.length), ...lower },
    socket: { remoteAddress: '127.0.0.1' },
    complete: true,
    httpVersionMajor: 1,
    readableDidRead: false,
  }
  let answer = ''
  const call = () => {
    let closed: (() => void) | undefined
    const response = {
      socket: {},
      headersSent: false,
      destroyed: false,
      once(event: string, listener: () => void) {
        if (event === 'close') closed = listener
      },
      writeHead() {},
      hasHeader: () => false,
      end(text: string) {
        answer = text
        closed?.()
      },
    }
    handler({ ...request, body: JSON.parse(body) } as never, response as never)
  }
  call()
  // The first call waits until the server is open.
  await new Promise(resolve => setTimeout(resolve, 100))
  call()
  if (!answer.includes('hello')) throw new Error(answer)
  const seen: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const before = process.cpuUsage()
    for (let i = 0; i < callsPerRound; i++) call()
    const { user, system } = process.cpuUsage(before)
    if (round > 0) seen.push((user + system) / callsPerRound)
    await new Promise(resolve => setImmediate(resolve))
  }
  await server.close()
  return Math.min(...seen)
}
