import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
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
