import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Closers } from './closers.ts'

test('what is closing already is waited for, and closed once', async () => {
  const closers = new Closers()
  const told: string[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const close = closers.add(async () => {
    told.push('closing')
    await promise
    told.push('closed')
  })
  void close()
  const all = closers.closeAll().then(() => told.push('all'))
  resolve()
  await Promise.all([all, close()])
  assert.deepEqual(told, ['closing', 'closed', 'all'])
})

test('what fails to close is told to whoever closes it and to whoever closes all', async () => {
  const closers = new Closers()
  const close = closers.add(() => Promise.reject(new Error('stuck')))
  const [settled] = await closers.closeAll()
  assert.equal(settled?.status, 'rejected')
  await assert.rejects(close(), /stuck/)
})
