import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measureTypes } from '../../bench/types/measure.ts'
import { ownTsc } from '../../bench/types/project.ts'

const limit = 1.5

test(`200 tools give the compiler at most ${limit} times the work of the same schemas and functions without Lintel`, t => {
  const { server, functions } = measureTypes(ownTsc, 200, 1)
  // Counts, which are the same on every machine; `node bench/types.ts` tells seconds as well.
  const instantiations = server.instantiations / functions.instantiations
  const types = server.types / functions.types
  t.diagnostic(`${instantiations.toFixed(2)} times the instantiations, ${types.toFixed(2)} times the types`)
  assert.ok(functions.instantiations > 100_000, `${functions.instantiations} instantiations without Lintel`)
  assert.ok(instantiations <= limit, `${server.instantiations} instantiations instead of ${functions.instantiations}`)
  assert.ok(types <= limit, `${server.types} types instead of ${functions.types}`)
})
