import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Roster } from './roster.ts'

test('whoever came and did not go is listed, in whatever order they come and go, and nobody twice', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 8 })), names => {
      const members = Array.from({ length: 9 }, (_, name) => ({ name, place: 0 }))
      const roster = new Roster<(typeof members)[number]>()
      const expected = new Set<number>()
      for (const name of names) {
        const member = members[name] as (typeof members)[number]
        if (expected.delete(name)) roster.remove(member)
        else {
          roster.remove(member)
          roster.add(member)
          expected.add(name)
        }
        const listed = roster.list().map(({ name: own }) => own)
        assert.deepEqual(listed.toSorted(), [...expected].toSorted())
        assert.equal(roster.size, expected.size)
      }
    }),
  )
})
