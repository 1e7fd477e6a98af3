import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { lintelServe } from './subjects.ts'

interface Told {
  readonly tools?: readonly { readonly name: string }[]
  readonly content?: readonly { readonly text?: string }[]
}

for (const over of ['HTTP', 'stdio'] as const)
  test(`the MCP Inspector lists the tools of lintel serve and calls one over ${over}`, async t => {
    const subject = lintelServe(t)
    const target = over === 'HTTP' ? [await subject.listen(t)] : [process.execPath, ...subject.stdioArgs]
    const inspect = inspector(t)
    const { tools } = await inspect(target, ['--method', 'tools/list'])
    assert.ok(tools?.some(({ name }) => name === subject.read.tool))
    const args = Object.entries(subject.read.args).map(([key, value]) => `${key}=${value}`)
    const { content } = await inspect(target, [
      '--method',
      'tools/call',
      '--tool-name',
      subject.read.tool,
      '--tool-arg',
      ...args,
    ])
    assert.match(content?.[0]?.text ?? '', /first/)
  })

/** Runs the Inspector's command line with settings of its own, not the user's. */
function inspector(t: TestContext) {
  const manifest = fileURLToPath(import.meta.resolve('@modelcontextprotocol/inspector/package.json'))
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly bin: { readonly inspector: string } }
  const script = join(dirname(manifest), bin.inspector)
  const home = mkdtempSync(join(tmpdir(), 'lintel-inspector-'))
  t.after(() => rmSync(home, { recursive: true, force: true }))
  return async (target: readonly string[], options: readonly string[]): Promise<Told> => {
    const { stdout } = await promisify(execFile)(process.execPath, [script, '--cli', ...options, '--', ...target], {
      env: { ...process.env, HOME: home, USERPROFILE: home },
    })
    return JSON.parse(stdout) as Told
  }
}
