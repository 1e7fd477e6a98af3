import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drill, faults } from '../../bench/measure/drill.ts'

for (const fault of faults)
  test(`a system that ${fault} under load leaves every call of another tool answered${fault === 'answers' ? '' : ', and its breaker opens'}`, async () => {
    const { steady, answered, isOpen, shaky } = await drill(fault, 2000)
    assert.equal(steady, 2000)
    assert.equal(answered, steady)
    assert.equal(isOpen, fault !== 'answers')
    if (fault === 'answers') assert.deepEqual(Object.keys(shaky), ['done'])
    else assert.ok((shaky['DOWNSTREAM_UNAVAILABLE'] ?? 0) > 0, JSON.stringify(shaky))
  })
