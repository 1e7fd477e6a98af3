import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { JsonObject } from '../../src/index.ts'
import { bun, deno } from './binaries.ts'
import { Program } from './program.ts'
import { toolCall } from './subject/requests.ts'

interface Called {
  readonly content: readonly { readonly text: string }[]
  readonly isError?: boolean
}

for (const [runtime, command, args] of [
  ['bun', bun, []],
  ['deno', deno, ['run', '--allow-all']],
] as const) {
  test(`the file tools read, search, write and move on ${runtime}, and nothing leads out of their folder`, async t => {
    const folder = await mkdtemp(join(tmpdir(), 'lintel-runtimes-'))
    t.after(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'secret.txt'), 'secret')
    const root = await mkdtemp(join(folder, 'root-'))
    await writeFile(join(root, 'a.txt'), 'one\ntwo\nthree\n')
    await symlink(join(folder, 'secret.txt'), join(root, 'link.txt'))

    const program = new Program(command, [...args, fileURLToPath(new URL('./subject/files.ts', import.meta.url)), root])
    t.after(() => program.stop())
    const [url] = await program.says(/http:\S+(?=\n)/)
    const call = async (name: string, given: JsonObject): Promise<Called> => {
      const response = await fetch(url, toolCall(name, given))
      return ((await response.json()) as { readonly result: Called }).result
    }
    const text = async (name: string, given: JsonObject) => (await call(name, given)).content[0]?.text ?? ''

    assert.equal(await text('read_text_file', { path: 'a.txt' }), 'one\ntwo\nthree\n')
    assert.match(await text('grep', { path: '.', pattern: '^t.o$' }), /a\.txt.*two/s)
    assert.match(await text('search_files', { path: '.', pattern: '**/a.*' }), /a\.txt/)
    const edits = [{ oldText: 'two', newText: 'second' }]
    assert.match(await text('edit_file', { path: 'a.txt', edits }), /-two\n\+second/)
    assert.match(await text('write_file', { path: 'b.txt', content: 'new' }), /Created/)
    assert.match(await text('move_file', { source: 'b.txt', destination: 'c.txt' }), /Moved/)
    assert.match(await text('delete_path', { path: 'c.txt' }), /c\.txt/)
    assert.equal(await readFile(join(root, 'a.txt'), 'utf8'), 'one\nsecond\nthree\n')

    for (const path of ['../secret.txt', 'link.txt', join(folder, 'secret.txt')]) {
      const refused = await call('read_text_file', { path })
      assert.equal(refused.isError, true)
      assert.match(refused.content[0]?.text ?? '', /outside the allowed directories/)
    }
    const outside = await call('write_file', { path: 'link.txt', content: 'overwritten', overwrite: true })
    assert.equal(outside.isError, true)
    assert.equal(await readFile(join(folder, 'secret.txt'), 'utf8'), 'secret')
  })
}
