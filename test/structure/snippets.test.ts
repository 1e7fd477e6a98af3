import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { typeCheck } from './page-programs.ts'
import { blocksOf, snippetsOf, writeProgram } from './snippets.ts'

test('the first server of README.md passes the type-check and answers the official client', async t => {
  const [first] = snippetsOf('README.md')
  const program = writeProgram(first!)
  t.after(() => program.remove())
  typeCheck(program.project)

  const child = spawn(process.execPath, [program.file], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill())
  const { value: url } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  assert.match(String(url), /^http:\/\/127\.0\.0\.1:\d+\/mcp$/)

  const client = new Client({ name: 'reader', version: '1.0.0' })
  await client.connect(new StreamableHTTPClientTransport(new URL(String(url))))
  t.after(() => client.close())
  const { structuredContent } = await client.callTool({ name: 'get_forecast', arguments: { city: 'Oslo' } })
  assert.deepEqual(Object.keys(structuredContent ?? {}), ['days'])
})

test('docs/write-a-server.md is, from top to bottom, a program that passes the type-check and runs', t => {
  const program = writeProgram(snippetsOf('docs/write-a-server.md').join('\n'))
  t.after(() => program.remove())
  typeCheck(program.project)
  const { status, stdout, stderr } = spawnSync(process.execPath, [program.file], { encoding: 'utf8', timeout: 30_000 })
  assert.equal(status, 0, stderr)
  assert.match(stdout, /^http:\/\/127\.0\.0\.1:\d+\/mcp\n$/)
})

test('docs/practices.md is, from top to bottom, a program that passes the type-check, and whose own practice refuses', async t => {
  const calls = `
const { url, close } = await server.listen({ port: 0 })
console.log(url)
process.stdin.once('end', () => void close().then(() => server.close())).resume()`
  const program = writeProgram([...snippetsOf('docs/practices.md'), calls].join('\n'))
  t.after(() => program.remove())
  typeCheck(program.project)
  const child = spawn(process.execPath, [program.file], { stdio: ['pipe', 'pipe', 'ignore'] })
  t.after(() => child.kill())
  const { value: url } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  const client = new Client({ name: 'reader', version: '1.0.0' })
  await client.connect(new StreamableHTTPClientTransport(new URL(String(url))))
  t.after(() => client.close())
  const cancel = () => client.callTool({ name: 'cancel_order', arguments: { number: '7' } })
  let answer = await cancel()
  assert.equal(answer.isError, undefined)
  for (let call = 0; call < 20; call++) answer = await cancel()
  assert.equal(answer.isError, true)
  assert.match(JSON.stringify(answer.content), /20 changes of today are used up/)
})

test('the programs of docs/outbound.md, and the loggers of docs/events.md, pass the type-check', t => {
  const loggers = blocksOf('docs/events.md').filter(({ heading }) => heading.startsWith('A logger of your own'))
  assert.equal(loggers.length, 2)
  for (const texts of [snippetsOf('docs/outbound.md'), loggers.map(({ text }) => text)]) {
    const program = writeProgram(texts.join('\n'))
    t.after(() => program.remove())
    typeCheck(program.project)
  }
})
