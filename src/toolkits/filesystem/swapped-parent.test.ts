import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { openTestbed } from './testbed.ts'
import { registerWriteTools } from './tools.ts'

const linux = process.platform === 'linux'

test('nothing outside changes while the parent of what is written, moved, copied or deleted is swapped for a link', {
  skip: !linux && 'only Linux has handles on directories under /proc',
}, async () => {
  await using bed = await openTestbed(registerWriteTools)
  const { root, outside } = bed
  mkdirSync(join(root, 'swap/dir'), { recursive: true })
  mkdirSync(join(outside, 'dir'))
  for (const name of ['dir/a', 'keep', 'old', 'from']) {
    writeFileSync(join(outside, name), 'outside')
    writeFileSync(join(root, 'swap', name), 'inside')
  }
  const before = describeTree(outside)
  const seen = { made: 0, refused: 0 }
  const call = async (tool: string, args: Record<string, unknown>) => {
    const { code } = await bed.call(tool, args)
    if (code === undefined) seen.made++
    if (code === 'PATH_OUTSIDE_ROOTS') seen.refused++
  }
  const swapping = await startSwapping(root)
  try {
    // On a busy machine the thread that swaps gets its turn less often.
    for (let round = 0; round < 5000 && (round < 40 || seen.made < 50 || seen.refused < 50); round++) {
      writeFileSync(join(root, 'mine'), 'mine')
      await Promise.all([
        call('write_file', { path: 'swap/old', content: `${round}` }),
        call('write_file', { path: `swap/new-${round}/x`, content: 'new', createParents: true }),
        call('write_files', { files: [{ path: `swap/many-${round}`, content: 'new' }] }),
        call('edit_file', { path: 'swap/keep', edits: [{ oldText: 'side', newText: 'side ' }] }),
        call('append_file', { path: 'swap/log', content: 'x' }),
        call('create_directory', { path: `swap/made-${round}/x` }),
        call('move_file', { source: 'swap/from', destination: `got-${round}` }),
        call('move_file', { source: 'mine', destination: `swap/moved-${round}` }),
        call('copy_path', { source: 'swap/dir', destination: `swap/copy-${round}` }),
        call('delete_path', { path: 'swap/dir', permanent: true, recursive: true }),
        call('delete_path', { path: `swap/many-${round - 1}` }),
      ])
    }
  } finally {
    await swapping.stop()
  }
  assert.deepEqual(describeTree(outside), before)
  assert.ok(seen.made >= 50 && seen.refused >= 50, `the swaps and the calls met: ${JSON.stringify(seen)}`)
})

/** Every entry below, with its contents and when it changed. */
function describeTree(path: string): readonly unknown[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .sort()
    .map(name => {
      const { mode, ino, mtimeMs, ctimeMs } = statSync(join(path, name))
      const contents = statSync(join(path, name)).isFile() ? readFileSync(join(path, name), 'utf8') : ''
      return { name, mode, ino, mtimeMs, ctimeMs, contents }
    })
}

/**
 * A thread that swaps `root/swap` for a link to the outside and back, without a pause. Where a call made a directory of
 * that name while there was none, it is removed.
 */
async function startSwapping(root: string): Promise<{ stop(): Promise<void> }> {
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(
    `const { existsSync, renameSync, rmSync, symlinkSync, unlinkSync } = require('node:fs')
    const { parentPort, workerData: { root, stop } } = require('node:worker_threads')
    parentPort.postMessage('swapping')
    while (Atomics.load(stop, 0) === 0) {
      try {
        if (existsSync(root + '/parked')) {
          rmSync(root + '/swap', { recursive: true, force: true })
          renameSync(root + '/parked', root + '/swap')
        }
        renameSync(root + '/swap', root + '/parked')
        symlinkSync('../outside', root + '/swap')
        unlinkSync(root + '/swap')
        renameSync(root + '/parked', root + '/swap')
      } catch {
        // A call was in between: the next round puts it right.
      }
    }`,
    { eval: true, workerData: { root, stop } },
  )
  const ended = new Promise<void>((resolve, reject) => worker.once('exit', () => resolve()).once('error', reject))
  await new Promise(resolve => worker.once('message', resolve))
  return {
    stop() {
      Atomics.store(stop, 0, 1)
      return ended
    },
  }
}
