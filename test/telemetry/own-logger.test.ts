import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { pino } from 'pino'
import { createServer, type Logger, type Server, ToolError } from '../../src/index.ts'
import { callModern } from '../protocol/modern-client.ts'
import { reach } from '../protocol/testbed.ts'

type Line = Readonly<Record<string, unknown>>

/** A pino that keeps what it writes. */
function makePino(lines: Line[], options: pino.LoggerOptions = {}) {
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().trimEnd().split('\n')) lines.push(JSON.parse(line) as Line)
      done()
    },
  })
  return pino({ level: 'debug', ...options }, destination)
}

async function serveWith(t: TestContext, logger: Logger, define: (server: Server) => void) {
  const server = createServer({ name: 'own', version: '1.0.0', logger })
  define(server)
  const { url } = await server.listen({ port: 0 })
  t.after(() => server.close())
  return reach(url, server)
}

function failing(server: Server): void {
  server.tool('fail', {
    description: 'Fails.',
    run: () => {
      throw new TypeError('password=hunter2', { cause: new RangeError('out of stock') })
    },
  })
  server.tool('refuse', {
    description: 'Refuses.',
    run: () => {
      throw new ToolError('The shop is shut.', { category: 'EXTERNAL_ERROR', cause: new Error('ECONNREFUSED') })
    },
  })
}

test('a pino gets every event as its message, with fields beside it, at the level of the event', async t => {
  const lines: Line[] = []
  const served = await serveWith(t, makePino(lines, { base: { app: 'shop' } }), failing)
  await callModern(served, 'refuse')
  const record = lines.find(({ msg }) => msg === 'call')
  assert.equal(record?.['tool_name'], 'refuse')
  assert.equal(record['level'], 50)
  assert.equal(record['app'], 'shop')
  const told = lines.find(({ msg }) => msg === 'tool.failed')
  assert.equal(told?.['level'], 40)
  assert.equal(told['tool'], 'refuse')
  const cause = told['cause'] as Line
  assert.deepEqual([cause['name'], cause['message']], ['Error', 'ECONNREFUSED'])
})

test('what a tool throws reaches a pino as its err, with class, stack and cause, secrets masked', async t => {
  const lines: Line[] = []
  const served = await serveWith(t, makePino(lines).child({ part: 'mcp' }), failing)
  await callModern(served, 'fail')
  const told = lines.find(({ msg }) => msg === 'tool.failed')
  assert.equal(told?.['part'], 'mcp')
  const { type, message, stack } = told['err'] as Line
  assert.equal(type, 'TypeError')
  assert.equal(message, 'password=••••••: out of stock')
  assert.match(String(stack), /own-logger\.test[\s\S]*caused by: RangeError: out of stock/)
  assert.doesNotMatch(JSON.stringify(lines), /hunter2/)
})

test('any other logger gets the event, then the fields, as console and winston do', async t => {
  const told: unknown[][] = []
  const at = (...args: unknown[]) => void told.push(args)
  const served = await serveWith(t, { debug: at, info: at, warn: at, error: at }, failing)
  await callModern(served, 'fail')
  const [, fields] = told.find(([event]) => event === 'tool.failed') ?? []
  const { tool, error } = fields as { readonly tool: string; readonly error: Error }
  assert.equal(tool, 'fail')
  assert.ok(error instanceof TypeError)
})

test('a logger that throws or rejects stops neither server nor calls', async t => {
  for (const fail of [
    () => {
      throw new Error('logger down')
    },
    () => Promise.reject(new Error('logger down')),
  ]) {
    const logger = { debug: fail, info: fail, warn: fail, error: fail } as unknown as Logger
    const served = await serveWith(t, logger, failing)
    for (let count = 0; count < 3; count++) assert.equal((await callModern(served, 'fail')).result?.isError, true)
  }
})
