import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { ToolError } from '../../../errors.ts'
import { allowExtensions } from '../allow.ts'
import { loadRoots } from '../roots.ts'
import {
  errorOf,
  everyName,
  implementations,
  outcomeOf,
  posix,
  refusedWith,
  rootOf,
  scene,
  signal,
  textOf,
} from './testbed.ts'

for (const [name, contain] of implementations) {
  describe(`containment ${name}`, () => {
    it('reads a file by an absolute, a relative and a file:// path', async t => {
      const { base, contained } = scene(t, contain)
      const path = join(base, 'root', 'a b.txt')
      writeFileSync(path, 'hello')
      for (const given of [path, 'a b.txt', './x/../a b.txt', pathToFileURL(path).href]) {
        assert.equal(await textOf(contained.openFile(contained.place(given))), 'hello')
      }
    })

    it('reaches what is kept for the server neither by its name nor through a link', t => {
      const { base, contained } = scene(t, contain)
      const at = (name: string) => join(base, 'root', name)
      mkdirSync(at('.lintel-trash/x'), { recursive: true })
      writeFileSync(at('.lintel-trash/x/a'), '')
      symlinkSync('.lintel-trash', at('relative'))
      symlinkSync(at('.lintel-trash/x/a'), at('absolute'))
      for (const path of ['.lintel-trash/x/a', 'relative/x/a', 'absolute']) {
        assert.equal(
          refusedWith(() => contained.openFile(contained.place(path))),
          'RESERVED_NAME',
          path,
        )
      }
      assert.equal(
        refusedWith(() => contained.openDirectory(contained.place('relative'))),
        'RESERVED_NAME',
      )
    })

    it('takes ~ for the home directory', t => {
      const { base, contained } = scene(t, contain)
      assert.equal(
        refusedWith(() => contained.place('~/x')),
        'PATH_OUTSIDE_ROOTS',
      )
      const home = contain([{ ...rootOf(contained), path: homedir(), realPath: realpathSync(homedir()) }], everyName)
      assert.deepEqual(home.place('~/x').segments, ['x'])
      assert.deepEqual(contained.place(join(base, 'root', '~', 'x')).segments, ['~', 'x'])
    })

    it('uses names with spaces, quotes, line ends and no-break spaces as they are', t => {
      const { base, contained } = scene(t, contain)
      for (const end of [' ', '"', "'", '\n', '\u00a0', '\t']) {
        mkdirSync(join(base, `root${end}`))
        writeFileSync(join(base, `root${end}`, 'secret'), 'x')
        assert.equal(
          refusedWith(() => contained.place(join(base, `root${end}`))),
          'PATH_OUTSIDE_ROOTS',
        )
        assert.equal(
          refusedWith(() => contained.place(join(base, `root${end}`, 'secret'))),
          'PATH_OUTSIDE_ROOTS',
        )
        const inside = contained.place(join(base, 'root', `file${end}`))
        assert.deepEqual(inside.segments, [`file${end}`])
      }
      assert.equal(
        refusedWith(() => contained.place(`"${join(base, 'root')}"`)),
        undefined,
      )
      assert.equal(
        refusedWith(() => contained.openDirectory(contained.place(`"${join(base, 'root')}"`))),
        'FILE_NOT_FOUND',
      )
    })

    it('refuses NUL, an empty path and a file:// URI of another host', t => {
      const { contained } = scene(t, contain)
      for (const path of ['', 'a\0b', 'file:///a%00b', 'file://elsewhere/a']) {
        assert.equal(
          refusedWith(() => contained.place(path)),
          posix || path !== 'file://elsewhere/a' ? 'PATH_INVALID' : 'PATH_OUTSIDE_ROOTS',
        )
      }
    })

    it('refuses a directory whose name begins like the root', t => {
      const { base, contained } = scene(t, contain)
      mkdirSync(join(base, 'root-other'))
      assert.equal(
        refusedWith(() => contained.place(join(base, 'root-other'))),
        'PATH_OUTSIDE_ROOTS',
      )
    })

    it('never tells in a refusal where an outside path leads', t => {
      const { base, contained } = scene(t, contain)
      symlinkSync(join(base, 'outside'), join(base, 'root', 'way'))
      for (const path of [join(base, 'outside', 'secret.txt'), 'way/secret.txt', '../outside/secret.txt']) {
        const error = errorOf(() => contained.openFile(contained.place(path)))
        assert.equal(error?.code, 'PATH_OUTSIDE_ROOTS')
        assert.doesNotMatch(`${error?.message} ${error?.next} ${JSON.stringify(error?.data)}`, /outside\/|secret/)
      }
    })

    it('follows links to files and directories inside, relative, absolute, chained and through another root', async t => {
      const { base, contained } = scene(t, contain, ['root', 'second'])
      mkdirSync(join(base, 'root', 'real', 'deep'), { recursive: true })
      writeFileSync(join(base, 'root', 'real', 'deep', 'f.txt'), 'inside')
      mkdirSync(join(base, 'root', 'links'))
      symlinkSync('../real', join(base, 'root', 'links', 'relative'))
      symlinkSync(join(base, 'root', 'real', 'deep', '..'), join(base, 'root', 'links', 'absolute'))
      symlinkSync('relative/deep/', join(base, 'root', 'links', 'chain'))
      symlinkSync('../root/links/chain/f.txt', join(base, 'second', 'across'))
      for (const path of ['links/relative/deep/f.txt', 'links/absolute/deep/f.txt', 'links/chain/f.txt']) {
        assert.equal(await textOf(contained.openFile(contained.place(path))), 'inside')
      }
      using file = contained.openFile(contained.place(join(base, 'second', 'across')))
      assert.equal(file.place.path, join(base, 'root', 'real', 'deep', 'f.txt'))
    })

    it('refuses links that lead outside, also by a detour through a root and by dangling', t => {
      const { base, contained } = scene(t, contain)
      symlinkSync('../outside', join(base, 'root', 'relative'))
      symlinkSync(join(base, 'outside'), join(base, 'root', 'absolute'))
      symlinkSync('../root/../outside', join(base, 'root', 'detour'))
      symlinkSync('../outside/not-there-yet', join(base, 'root', 'dangling'))
      for (const path of ['relative', 'absolute', 'detour', 'dangling', 'relative/sub', 'absolute/new']) {
        assert.equal(
          refusedWith(() => contained.openDirectory(contained.place(path))),
          'PATH_OUTSIDE_ROOTS',
          path,
        )
        assert.equal(
          refusedWith(() => contained.openTarget(contained.place(path))),
          'PATH_OUTSIDE_ROOTS',
          path,
        )
      }
      assert.equal(
        refusedWith(() => contained.makeParents(contained.place('absolute/new/file'))),
        'PATH_OUTSIDE_ROOTS',
      )
      assert.deepEqual(readdirSync(join(base, 'outside')), ['secret.txt'])
    })

    it('ends in a loop of links and in a chain of more than forty', t => {
      const { base, contained } = scene(t, contain)
      symlinkSync('loop', join(base, 'root', 'loop'))
      writeFileSync(join(base, 'root', 'l0'), '')
      for (let i = 1; i <= 41; i++) symlinkSync(`l${i - 1}`, join(base, 'root', `l${i}`))
      assert.equal(
        refusedWith(() => contained.openFile(contained.place('loop'))),
        'LINK_LOOP',
      )
      assert.equal(
        refusedWith(() => contained.openFile(contained.place('l41'))),
        'LINK_LOOP',
      )
      contained.openFile(contained.place('l40'))[Symbol.dispose]()
    })

    it('names the entry itself with openParent and where its links end with openTarget', t => {
      const { base, contained } = scene(t, contain)
      mkdirSync(join(base, 'root', 'd'))
      symlinkSync('d/new.txt', join(base, 'root', 'link'))
      using parent = contained.openParent(contained.place('link'))
      assert.deepEqual([parent.name, parent.facts?.kind], ['link', 'link'])
      using target = contained.openTarget(contained.place('link'))
      assert.deepEqual([target.place.segments, target.facts], [['d', 'new.txt'], undefined])
      assert.equal(
        refusedWith(() => contained.openParent(contained.place(join(base, 'root')))),
        'ROOT_ITSELF',
      )
    })

    it('refuses pipes, sockets, devices and directories without blocking', { skip: !posix }, t => {
      const { base, contained } = scene(t, contain)
      execFileSync('mkfifo', [join(base, 'root', 'pipe')])
      assert.equal(
        refusedWith(() => contained.openFile(contained.place('pipe'))),
        'NOT_A_FILE',
      )
      assert.equal(
        refusedWith(() => contained.openFile(contained.place('.'))),
        'NOT_A_FILE',
      )
      const devices = contain(loadRoots(['/dev'], false), everyName)
      assert.equal(
        refusedWith(() => devices.openFile(devices.place('/dev/zero'))),
        'NOT_A_FILE',
      )
    })

    it('creates, writes, renames, links and removes within a directory', async t => {
      const { base, contained } = scene(t, contain)
      using made = contained.makeParents(contained.place('x/y/file.txt'))
      const { name, file } = made.directory.createTemporary()
      using temporary = file
      await temporary.write(Buffer.from('first '), 0, signal)
      await temporary.write(Buffer.from('second'), 6, signal)
      temporary.setMode(0o640)
      await temporary.sync(signal)
      made.directory.rename(name, made.directory, made.name)
      made.directory.sync()
      assert.equal(readFileSync(join(base, 'root/x/y/file.txt'), 'utf8'), 'first second')
      if (posix) assert.equal(lstatSync(join(base, 'root/x/y/file.txt')).mode & 0o777, 0o640)
      made.directory.link('file.txt', made.directory, 'twin')
      assert.equal(
        refusedWith(() => made.directory.link('file.txt', made.directory, 'twin')),
        'ALREADY_EXISTS',
      )
      made.directory.removeFile('twin')
      made.directory.makeDirectory('z')
      assert.equal(
        refusedWith(() => made.directory.makeDirectory('z')),
        'ALREADY_EXISTS',
      )
      made.directory.removeDirectory('z')
      made.directory.createLink('to', 'file.txt')
      assert.equal(made.directory.readLink('to'), 'file.txt')
      assert.equal(
        refusedWith(() => made.directory.createFile('to')),
        'ALREADY_EXISTS',
      )
      using parent = contained.openDirectory(contained.place('x'))
      assert.equal(
        refusedWith(() => parent.removeDirectory('y')),
        'DIRECTORY_NOT_EMPTY',
      )
      assert.deepEqual([...made.directory.entries()].map(({ name, kind }) => `${kind} ${name}`).sort(), [
        'file file.txt',
        'link to',
      ])
    })

    it('takes a name, never a path, in the methods of a directory', t => {
      const { contained } = scene(t, contain)
      using root = contained.openDirectory(contained.place('.'))
      for (const name of ['..', '.', '', '../outside', 'a/b', '/etc', 'a\0']) {
        assert.equal(
          refusedWith(() => root.openDirectory(name)),
          'PATH_INVALID',
          name,
        )
        assert.equal(
          refusedWith(() => root.lstat(name)),
          'PATH_INVALID',
          name,
        )
        assert.equal(
          refusedWith(() => root.createFile(name)),
          'PATH_INVALID',
          name,
        )
        assert.equal(
          refusedWith(() => root.makeDirectory(name)),
          'PATH_INVALID',
          name,
        )
        assert.equal(
          refusedWith(() => root.removeFile(name)),
          'PATH_INVALID',
          name,
        )
      }
    })

    it('changes nothing below a read-only root', t => {
      const { base, contained } = scene(t, contain, [{ path: 'root', readOnly: true }])
      writeFileSync(join(base, 'root', 'f'), 'x')
      using root = contained.openDirectory(contained.place('.'))
      for (const act of [
        () => root.createFile('new'),
        () => root.createTemporary(),
        () => root.openWritable('f'),
        () => root.removeFile('f'),
        () => root.rename('f', root, 'g'),
        () => root.link('f', root, 'g'),
        () => root.makeDirectory('d'),
        () => root.createLink('l', 'f'),
        () => contained.makeParents(contained.place('d/e')),
      ]) {
        assert.equal(refusedWith(act), 'READ_ONLY')
      }
      assert.deepEqual(readdirSync(join(base, 'root')), ['f'])
    })

    it('opens only allowed file types, by the name at the end of a link, and lets none be renamed into one', t => {
      const { base } = scene(t, contain)
      const contained = contain(loadRoots([join(base, 'root')], false), allowExtensions(['.md']))
      writeFileSync(join(base, 'root', 'keys.env'), 'secret')
      symlinkSync('keys.env', join(base, 'root', 'notes.md'))
      writeFileSync(join(base, 'root', 'READ.MD'), 'x')
      using root = contained.openDirectory(contained.place('.'))
      for (const act of [
        () => contained.openFile(contained.place('keys.env')),
        () => contained.openFile(contained.place('notes.md')),
        () => root.rename('keys.env', root, 'keys.md'),
        () => root.link('keys.env', root, 'keys.md'),
        () => root.createFile('new.sh'),
        () => root.removeFile('keys.env'),
      ]) {
        assert.equal(refusedWith(act), 'EXTENSION_NOT_ALLOWED')
      }
      contained.openFile(contained.place('READ.MD'))[Symbol.dispose]()
    })

    it('reads what it opened also after the name stands for something else', async t => {
      const { base, contained } = scene(t, contain)
      writeFileSync(join(base, 'root', 'f'), 'inside')
      const file = contained.openFile(contained.place('f'))
      rmSync(join(base, 'root', 'f'))
      linkSync(join(base, 'outside', 'secret.txt'), join(base, 'root', 'f'))
      assert.equal(await textOf(file), 'inside')
    })

    it('stops a read when the call is cancelled', async t => {
      const { base, contained } = scene(t, contain)
      writeFileSync(join(base, 'root', 'f'), 'inside')
      using file = contained.openFile(contained.place('f'))
      await assert.rejects(file.read(Buffer.alloc(4), 0, AbortSignal.abort()), { name: 'AbortError' })
    })

    it('never leaves the root for any path, whatever links lie on it', t => {
      const { base, contained } = scene(t, contain)
      mkdirSync(join(base, 'root', 'a', 'b'), { recursive: true })
      writeFileSync(join(base, 'root', 'a', 'f'), 'inside')
      symlinkSync('../..', join(base, 'root', 'a', 'up'))
      symlinkSync('/', join(base, 'root', 'top'))
      symlinkSync('b', join(base, 'root', 'a', 'in'))
      symlinkSync('../a/up/outside', join(base, 'root', 'a', 'b', 'sly'))
      const part = fc.oneof(
        fc.constantFrom(
          '..',
          '.',
          '',
          'a',
          'b',
          'up',
          'top',
          'in',
          'sly',
          'outside',
          'root',
          'secret.txt',
          'f',
          '~',
          '...',
        ),
        fc.constantFrom(' ', 'a ', ' a', '"a"', "'", 'f\n', '%2e%2e', '..%2f', '..\\', 'é', 'e\u0301', '／', '\u202e'),
        fc.string({ unit: 'grapheme', maxLength: 6 }),
      )
      const path = fc.tuple(
        fc.constantFrom('', '/', `${base}/root/`, `${base}/`, 'file://', '~/'),
        fc.array(part, { maxLength: 8 }),
      )
      fc.assert(
        fc.property(path, ([start, parts]) => {
          const given = start + parts.join('/')
          const seen = outcomeOf(() => {
            const place = contained.place(given)
            using target = contained.openTarget(place)
            return join(realpathSync(join(base, 'root')), ...target.place.segments.slice(0, -1))
          })
          if (typeof seen === 'string') {
            assert.equal(realpathSync(seen), seen)
            assert.ok(seen === join(realpathSync(base), 'root') || seen.startsWith(join(realpathSync(base), 'root/')))
          } else {
            assert.ok(seen instanceof ToolError, String(seen))
          }
          const content = outcomeOf(() => {
            using file = contained.openFile(contained.place(given))
            return file.facts.inode
          })
          assert.notEqual(content, lstatSync(join(base, 'outside', 'secret.txt'), { bigint: true }).ino)
        }),
        { numRuns: 500 },
      )
    })

    it('closes every handle, whether it was of use or not', t => {
      const handles = process.platform === 'linux' ? '/proc/self/fd' : '/dev/fd'
      const { base, contained } = scene(t, contain)
      mkdirSync(join(base, 'root', 'a', 'b'), { recursive: true })
      writeFileSync(join(base, 'root', 'a', 'b', 'f'), 'x')
      symlinkSync('../../outside', join(base, 'root', 'a', 'out'))
      symlinkSync('loop', join(base, 'root', 'loop'))
      const before = readdirSync(handles).length
      for (const path of ['a/b/f', 'a/b', 'a/b/gone', 'a/b/f/g', 'a/out/x', 'loop', '.']) {
        for (const open of ['openFile', 'openDirectory', 'openParent', 'openTarget', 'makeParents'] as const) {
          const opened = outcomeOf(() => contained[open](contained.place(path)))
          if (!(opened instanceof Error)) opened[Symbol.dispose]()
        }
      }
      const root = contained.openDirectory(contained.place('.'))
      for (const _ of root.entries()) break
      root[Symbol.dispose]()
      assert.equal(readdirSync(handles).length, before)
    })
  })
}
