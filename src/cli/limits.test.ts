import assert from 'node:assert/strict'
import { test } from 'node:test'
import { configSchema } from '../config/schema.ts'
import { defaultCalls } from '../practices/admit/admit.ts'
import { defaultSessionLimits } from '../session/memory-state.ts'
import { defaultBudgets } from '../toolkits/filesystem/budgets.ts'
import { defaultHttpLimits } from '../wire/http/limits.ts'
import { budgetsOf, limitsOf } from './limits.ts'

const config = configSchema.parse({
  server: { name: 'files', version: '1.0.0' },
  toolkits: { filesystem: { roots: ['/'] } },
})

test('the configuration has the same defaults as the code, and every bound of it', () => {
  const { sessions, calls, ...http } = limitsOf(config)
  const { signInMs: ofMounts, ...served } = defaultHttpLimits
  assert.ok(ofMounts)
  assert.deepEqual(http, served)
  assert.equal(calls, defaultCalls)
  assert.deepEqual(sessions, defaultSessionLimits)
  assert.deepEqual(budgetsOf(config.toolkits.filesystem!.budgets), defaultBudgets)
})
