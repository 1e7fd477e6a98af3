import assert from 'node:assert/strict'
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { Clock } from '../../clock.ts'
import { allowExtensions } from './allow.ts'
import { containedBy } from './choose-contained.ts'
import type { Contained } from './contained.ts'
import { FileWatch } from './file-watch.ts'
import { loadRoots } from './roots.ts'

/** A watch on a new directory, a clock that waits to be told, and what was asked and told. */
function scene(t: TestContext, limit: number) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'lintel-watch-')))
  const contained = containedBy(loadRoots([base], false), allowExtensions(undefined))
  const told: string[] = []
  const watched: string[] = []
  const waiting: (() => void)[] = []
  let waits = Promise.withResolvers<void>()
  const clock: Clock = {
    now: () => 0,
    every: () => () => {},
    after(_ms, task) {
      waiting.push(task)
      waits.resolve()
      return () => {}
    },
  }
  const seeing = { ...contained, place: contained.place.bind(contained), openTarget } as unknown as Contained
  function openTarget(place: Parameters<Contained['openTarget']>[0]) {
    watched.push(place.segments.join('/'))
    return contained.openTarget(place)
  }
  const watch = new FileWatch(
    () => seeing,
    uri => told.push(uri),
    limit,
    clock,
  )
  t.after(() => {
    watch.close()
    rmSync(base, { recursive: true })
  })
  const uri = (name: string) => pathToFileURL(join(base, name)).href
  return {
    base,
    watch,
    told,
    watched,
    uri,
    async settle() {
      await waits.promise
      waits = Promise.withResolvers()
      // All that was written before has been noticed by the time that the event loop has gone round.
      await setImmediate()
      assert.equal(waiting.length, 1)
      waiting.splice(0).forEach(task => {
        task()
      })
    },
  }
}

test('several writes in a row are told once', async t => {
  const { base, watch, told, settle, uri } = scene(t, 10)
  writeFileSync(join(base, 'a'), '')
  watch.start(uri('a'))
  writeFileSync(join(base, 'a'), '1')
  writeFileSync(join(base, 'a'), '2')
  writeFileSync(join(base, 'b'), 'another file')
  await settle()
  assert.deepEqual(told, [uri('a')])
})

test('no more than the limit are watched at the same time', t => {
  const { watch, watched, uri } = scene(t, 2)
  for (const name of ['a', 'b', 'c']) watch.start(uri(name))
  assert.deepEqual(watched, ['a', 'b'])
  watch.stop(uri('a'))
  watch.start(uri('c'))
  assert.deepEqual(watched, ['a', 'b', 'c'])
})

test('what lies outside the roots, by name or through a link, is not watched', t => {
  const { base, watch, watched } = scene(t, 10)
  symlinkSync('/etc', join(base, 'out'))
  for (const uri of ['file:///etc/passwd', 'https://example.com/', `${pathToFileURL(base).href}/out/passwd`])
    watch.start(uri)
  assert.deepEqual(watched, ['out/passwd'])
  assert.doesNotThrow(() => watch.stop('file:///etc/passwd'))
})
