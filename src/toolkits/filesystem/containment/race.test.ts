import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import { containedOnLinux } from '../contained-linux.ts'
import { implementations, outcomeOf, outcomeOfAsync, posix, scene, signal, textOf } from './testbed.ts'

for (const [name, contain] of implementations) {
  describe(`containment ${name}`, () => {
    it('reads and writes nothing outside while directories and files are swapped for links', {
      skip: !posix,
    }, async t => {
      const { base, contained } = scene(t, contain)
      const secret = 'outside'
      mkdirSync(join(base, 'root', 'swap'))
      writeFileSync(join(base, 'outside', 'file.txt'), secret)
      writeFileSync(join(base, 'root', 'swap', 'file.txt'), 'inside')
      writeFileSync(join(base, 'root', 'swapped.txt'), 'inside')
      const swapping = await startSwapping(base)
      const seen = { inside: 0, refused: 0, written: 0 }
      try {
        for (let attempt = 0; attempt < 2_000; attempt++) {
          for (const path of ['swap/file.txt', 'swapped.txt']) {
            const text = await outcomeOfAsync(async () => textOf(contained.openFile(contained.place(path))))
            if (text === 'inside') seen.inside++
            else seen.refused++
            assert.notEqual(text, secret)
          }
          const written = await outcomeOfAsync(async () => {
            using at = contained.openParent(contained.place(`swap/new-${attempt}`))
            using file = at.directory.createFile(at.name)
            await file.write(Buffer.from('written'), 0, signal)
            at.directory.removeFile(at.name)
          })
          if (!(written instanceof Error)) seen.written++
          const names = outcomeOf(() => {
            using directory = contained.openDirectory(contained.place('swap'))
            return [...directory.entries()].map(entry => entry.name)
          })
          if (contain === containedOnLinux) assert.ok(names instanceof Error || !names.includes('secret.txt'))
          outcomeOf(() => {
            using file = contained.openTarget(contained.place('swapped.txt'))
            file.directory.openWritable(file.name).truncate(6)
          })
        }
      } finally {
        await swapping.stop()
      }
      assert.ok(seen.inside > 0 && seen.refused > 0, `the swaps and the reads met: ${JSON.stringify(seen)}`)
      assert.equal(readFileSync(join(base, 'outside', 'file.txt'), 'utf8'), secret)
      const strays = readdirSync(join(base, 'outside')).filter(name => name.startsWith('new-'))
      if (contain === containedOnLinux) assert.deepEqual(strays, [])
      for (const stray of strays) assert.equal(readFileSync(join(base, 'outside', stray), 'utf8'), '')
    })
  })
}

/** A thread that swaps `root/swap` and `root/swapped.txt` for links to the outside and back, a million times at most. */
async function startSwapping(base: string): Promise<{ stop(): Promise<void> }> {
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(
    `
    const { workerData: { base, flag }, parentPort } = require('node:worker_threads')
    const { renameSync, symlinkSync, unlinkSync } = require('node:fs')
    parentPort.postMessage('swapping')
    for (let i = 0; i < 1_000_000 && Atomics.load(flag, 0) === 0; i++) {
      renameSync(base + '/root/swap', base + '/root/parked')
      symlinkSync('../outside', base + '/root/swap')
      unlinkSync(base + '/root/swap')
      renameSync(base + '/root/parked', base + '/root/swap')
      symlinkSync('../outside/file.txt', base + '/root/link.txt')
      renameSync(base + '/root/swapped.txt', base + '/root/parked.txt')
      renameSync(base + '/root/link.txt', base + '/root/swapped.txt')
      renameSync(base + '/root/parked.txt', base + '/root/swapped.txt')
    }`,
    { eval: true, workerData: { base, flag } },
  )
  const ended = new Promise<void>((resolve, reject) => worker.once('exit', () => resolve()).once('error', reject))
  await new Promise(resolve => worker.once('message', resolve))
  return {
    stop() {
      Atomics.store(flag, 0, 1)
      return ended
    },
  }
}
