import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { readWithin } from './read-within.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Memory outside of the heap is let go of after a collection, at the latest with the next. */
function collectGarbage(): void {
  for (let times = 0; times < 4; times++) collect()
}

/** So many bytes, each a piece of its own within the memory that its host reads into. */
function byteByByte(count: number, memory: number, onLast = () => {}): ReadableStream<Uint8Array> {
  let sent = 0
  return new ReadableStream(
    {
      pull: controller => {
        if (sent === count) {
          onLast()
          return controller.close()
        }
        controller.enqueue(new Uint8Array(memory).fill(97 + (sent++ % 26)).subarray(0, 1))
      },
    },
    { highWaterMark: 0 },
  )
}

test('a body that comes byte by byte costs its bytes, not what its host brings each of them in', async () => {
  collectGarbage()
  const before = process.memoryUsage().arrayBuffers
  let held = 0
  const stream = byteByByte(2000, 65_536, () => {
    collectGarbage()
    held = process.memoryUsage().arrayBuffers - before
  })
  const read = await readWithin(stream, 2000)
  assert.equal('text' in read && read.text.length, 2000)
  // All of them would be 2,000 times 64 KiB.
  assert.ok(held < 64 * 1024 * 1024, `${held} bytes are held`)
})

test('pieces are joined in their order, to the byte of the bound, and no further', async () => {
  assert.deepEqual(await readWithin(byteByByte(5, 1), 5), { text: 'abcde', bytes: 5 })
  assert.deepEqual(await readWithin(byteByByte(6, 1), 5), { refused: 'too-large' })
  assert.deepEqual(await readWithin(byteByByte(0, 1), 5), { text: '', bytes: 0 })
  const split = new Blob(['é🙂']).stream()
  assert.deepEqual(await readWithin(split, 6), { text: 'é🙂', bytes: 6 })
})
