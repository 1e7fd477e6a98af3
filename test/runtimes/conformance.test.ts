import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runHost } from '../conformance/run-host.ts'
import { runtimes } from './runtimes.ts'

for (const runtime of runtimes) {
  for (const expected of runtime.expectations) {
    test(`the requirement set of ${expected.revision} passes in full on ${runtime.name}`, async t => {
      const [verdict] = await runHost({ ...runtime, expectations: [expected] })
      t.diagnostic(`${verdict?.scored} scored scenarios, ${verdict?.passed} checks passed`)
      assert.deepEqual(verdict?.complaints, [])
    })
  }
}
