import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { createServer } from '../../src/index.ts'
import { typeCheck } from './page-programs.ts'
import { blocksOf, writePrograms } from './snippets.ts'

/** The programs that use FastMCP for TypeScript are checked and run in `test/runtimes/`, where it is installed. */
const page = 'docs/coming-from-fastmcp.md'
const python = process.platform === 'win32' ? 'python' : 'python3'

test('the program of the page that uses Lintel passes the type-check', t => {
  const programs = writePrograms(blocksOf(page).filter(({ file }) => file === 'after.ts'))
  t.after(() => programs.remove())
  assert.equal(programs.files.length, 1)
  typeCheck(programs.project)
})

test('the Python that the page shows compiles, where there is a Python', t => {
  if (spawnSync(python, ['--version']).status !== 0) return t.diagnostic('There is no Python on this machine.')
  const [before] = blocksOf(page, 'python')
  const { status, stderr } = spawnSync(python, ['-c', 'import sys; compile(sys.stdin.read(), "before.py", "exec")'], {
    input: before!.text,
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
})

test('a 3 without `output` is sent as 3 from 2026-07-28 on, and as text before', async t => {
  const server = createServer({ name: 'numbers', version: '1.0.0' })
  server.tool('three', { description: 'Answers 3.', run: () => 3 })
  const { url } = await server.listen({ port: 0 })
  t.after(() => server.close())
  for (const [mode, sent] of [
    [{ pin: '2026-07-28' }, 3],
    ['legacy', undefined],
  ] as const) {
    const client = new Client({ name: 'reader', version: '1.0.0' }, { versionNegotiation: { mode } })
    await client.connect(new StreamableHTTPClientTransport(new URL(url)))
    const { content, structuredContent } = await client.callTool({ name: 'three', arguments: {} })
    await client.close()
    assert.deepEqual([content, structuredContent], [[{ type: 'text', text: '3' }], sent])
  }
})
