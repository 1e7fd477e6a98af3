import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const nobody = 65_534
/** These need a second user, whose rights the system limits: only root can be two. */
const options = { skip: !mayBeNobody() && 'needs root, and sources and Node.js that everybody may read' }

test('a file that the system lets no one link is moved all the same, and still replaces nothing', options, t => {
  const root = scene(t)
  for (const name of ['a', 'b']) writeFileSync(join(root, name), name, { mode: 0o644 })
  const said = runAsNobody(
    root,
    `const directory = contained.openDirectory(contained.place('.'))
    const move = (from, to) => moveWithoutReplacing({ directory, name: from }, 'file', { directory, name: to })
    try { move('a', 'b') } catch (error) { console.log(error.code) }
    move('a', 'c')`,
  )
  assert.equal(said, 'ALREADY_EXISTS\n')
  assert.deepEqual(readdirSync(root).sort(), ['b', 'c'])
  assert.equal(readFileSync(join(root, 'b'), 'utf8'), 'b')
  assert.equal(readFileSync(join(root, 'c'), 'utf8'), 'a')
})

test('when one of several files cannot be put in place, those before it get their old contents back', options, t => {
  const root = scene(t)
  // In a sticky directory one may write to another's file, but not replace it.
  chmodSync(root, 0o1777)
  for (const name of ['mine', 'theirs']) writeFileSync(join(root, name), 'old')
  chownSync(join(root, 'mine'), nobody, nobody)
  chmodSync(join(root, 'theirs'), 0o666)
  const { ino } = statSync(join(root, 'mine'))
  const said = runAsNobody(
    root,
    `const { signal } = new AbortController()
    using open = new DisposableStack()
    const prepare = async path => {
      const target = open.use(openTarget(contained, path, false))
      const staged = open.use(await stageFile(target.located, target.current?.facts, [Buffer.from('new')], signal))
      return { target, staged }
    }
    const all = [await prepare('mine'), await prepare('created'), await prepare('theirs')]
    try { commitTogether(all) } catch (error) { console.log(error.code) }`,
  )
  assert.equal(said, 'ACCESS_DENIED\n')
  assert.equal(readFileSync(join(root, 'mine'), 'utf8'), 'old')
  assert.equal(readFileSync(join(root, 'theirs'), 'utf8'), 'old')
  assert.equal(statSync(join(root, 'mine')).ino, ino)
  assert.deepEqual(
    readdirSync(root).filter(name => !name.startsWith('.lintel-')),
    ['mine', 'theirs'],
  )
})

function scene(t: TestContext): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'lintel-foreign-')))
  t.after(() => rmSync(root, { recursive: true }))
  chmodSync(root, 0o777)
  return root
}

/** What `code` prints, run by a user who owns nothing, with the parts of the write side in scope. */
function runAsNobody(root: string, code: string): string {
  const imports = [
    ['../roots.ts', 'loadRoots'],
    ['../choose-contained.ts', 'containedBy'],
    ['./move-entry.ts', 'moveWithoutReplacing'],
    ['./open-target.ts', 'openTarget'],
    ['./stage-file.ts', 'stageFile'],
    ['./commit-together.ts', 'commitTogether'],
  ].map(([file, name]) => `import { ${name} } from ${JSON.stringify(new URL(file!, import.meta.url).href)}`)
  const contain = `const contained = containedBy(loadRoots([${JSON.stringify(root)}], false), () => true)`
  return spawnAsNobody(['--input-type=module', '--eval', [...imports, contain, code].join('\n')])
}

function spawnAsNobody(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    uid: nobody,
    gid: nobody,
    cwd: '/',
    env: {},
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
  return stdout
}

function mayBeNobody(): boolean {
  if (process.getuid?.() !== 0) return false
  const source = fileURLToPath(import.meta.url)
  const read = `require('node:fs').readFileSync(${JSON.stringify(source)})`
  return spawnSync(process.execPath, ['--eval', read], { uid: nobody, gid: nobody, cwd: '/', env: {} }).status === 0
}
