import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createServer, DefinitionError, type PracticeSettings, z } from '../../src/index.ts'
import { mergeSettings } from '../../src/practices/settings.ts'
import { keepLog } from '../protocol/testbed.ts'

const fresh = (practices?: PracticeSettings, overrides?: Record<string, PracticeSettings>) =>
  createServer({
    name: 'settings',
    version: '1.0.0',
    logger: keepLog([]),
    ...(practices && { practices }),
    ...(overrides && { overrides }),
  })

const define = (settings: object) =>
  fresh().tool('seek', { description: 'Seeks.', readOnly: true, ...settings, run: () => 'found' })

for (const [settings, problem] of [
  [{ limit: { rat: '1/s' } }, /tool "seek": limit: there is no "rat"\. Did you mean "rate"\?/],
  [{ limit: 'often' }, /tool "seek": limit "often" is no rate: write calls and a time/],
  [{ limit: '0/minute' }, /tool "seek": limit "0\/minute" is no rate/],
  [{ limit: { rate: '5/fortnight' } }, /tool "seek": limit\.rate "5\/fortnight" is no rate/],
  [{ limit: { burst: 0 } }, /tool "seek": limit\.burst 0 cannot be: write a whole number from 1/],
  [{ limit: { window: 'slidng' } }, /tool "seek": limit\.window "slidng" cannot be: did you mean 'sliding'\?/],
  [{ limit: { burst: 2, weight: 3 } }, /tool "seek": limit: a call that counts 3 never passes a limit of burst 2/],
  [{ limit: { rate: '2/s', weight: 3, window: 'sliding' } }, /a call that counts 3 never passes a limit of 2\/s/],
  [{ limit: { window: 'sliding', burst: 3 } }, /tool "seek": limit: a sliding window has no burst/],
  [{ limits: '1/s' }, /tool "seek": there is no "limits"\. Did you mean "limit"\?/],
  [{ deadline: 'soon' }, /tool "seek": deadline "soon" is no duration: write a number and a unit/],
  [{ deadline: 0 }, /tool "seek": deadline "0" is no duration/],
  [{ deadline: { after: '5 parsecs' } }, /tool "seek": deadline\.after "5 parsecs" is no duration/],
  [{ deadline: { aftr: '5s' } }, /tool "seek": deadline: there is no "aftr"\. Did you mean "after"\?/],
  [{ cache: 'dayly' }, /tool "seek": cache "dayly" is no duration/],
  [{ cache: { for: '5s', by: 'user' } }, /tool "seek": cache\.by "user" cannot be: write everyone, principal/],
  [{ cache: { for: '5s', tags: 'notes' } }, /tool "seek": cache\.tags "notes" cannot be: write a list of names/],
  [{ admit: { concurrent: 1.5 } }, /tool "seek": admit\.concurrent 1\.5 cannot be/],
  [{ admit: { concurent: 1 } }, /there is no "concurent"\. Did you mean "concurrent"\?/],
  [{ downstream: { name: 'x', open: 'long' } }, /tool "seek": downstream\.open "long" is no duration/],
  [{ downstream: { name: 'x', retries: -1 } }, /tool "seek": downstream\.retries -1 cannot be/],
  [{ downstream: 7 }, /tool "seek": downstream 7 cannot be: write a name/],
  [{ validate: 'enforc' }, /tool "seek": validate "enforc" cannot be: did you mean 'enforce'\?/],
  [{ check: true }, /tool "seek": check true cannot be: write enforce, report, off/],
  [{ redact: { result: true } }, /tool "seek": redact: there is no "result"\. Did you mean "results"\?/],
  [{ scopes: 'read' }, /tool "seek": scopes "read" cannot be: write a list of names/],
  [{ dirties: ['notes'] }, /tool "seek": dirties is for tools that write/],
  [{ readOnly: false, cache: '5 minutes' }, /tool "seek": cache is for tools with readOnly: true/],
  [
    { downstream: { name: 'x', fallback: { n: 'one' } }, output: z.object({ n: z.number() }) },
    /tool "seek": downstream\.fallback does not match the output schema/,
  ],
] as const)
  test(`${JSON.stringify(settings)} is refused when the tool is defined`, () => {
    assert.throws(() => define(settings), problem)
  })

test('settings of the server, of a group, of a resource, a prompt and of the operator are checked as those of a tool', () => {
  assert.throws(
    () => fresh({ limti: 'off' } as PracticeSettings),
    /practices: there is no "limti"\. Did you mean "limit"\?/,
  )
  assert.throws(() => fresh({ deadline: '5 parsecs' }), /practices: deadline "5 parsecs" is no duration/)
  assert.throws(
    () => fresh().group('part', { limit: '1/never' }, () => {}),
    /group "part": limit "1\/never" is no rate/,
  )
  assert.throws(
    () => fresh().resource('note:a', { remember: '5 parsecs', read: () => '' }),
    /resource "note:a": cache "5 parsecs" is no duration/,
  )
  const cached: readonly (readonly [facts: object, says: RegExp])[] = [
    [{ cache: '5 parsecs' }, /cache "5 parsecs" is no duration/],
    [{ cache: 60_000n }, /cache "60000" is no duration/],
    [{ cache: { fro: '5s' } }, /cache: there is no "fro"\. Did you mean "for"\?/],
    [{ cache: { ttlMs: '5s', scope: 'public' } }, /cache\.ttlMs "5s" cannot be: write a whole number from 0/],
    [{ cache: { ttlMs: 5 } }, /cache\.scope undefined cannot be: write public, private/],
    [{ cache: { ttlMs: 5, scope: 'publc' } }, /cache\.scope "publc" cannot be: did you mean 'public'\?/],
    [{ cache: { ttlMs: 5, scope: 'public', tags: ['a'] } }, /"tags" belongs elsewhere: .* remember: \{/],
    [{ cache: '5s', remember: '5s' }, /cache and remember both say how long the server keeps it\. Say it once/],
  ]
  for (const [facts, says] of cached) {
    const resource = () => fresh().resource('note:a', { ...facts, read: () => '' })
    assert.throws(resource, (error: unknown) => error instanceof DefinitionError && says.test(error.message))
    const template = () => fresh().template('note:/{id}', { ...facts, read: () => '' })
    assert.throws(template, (error: unknown) => error instanceof DefinitionError && says.test(error.message))
  }
  assert.throws(
    () => fresh().resource('note:a', { rember: '5s', read: () => '' } as never),
    /resource "note:a": there is no "rember"\. Did you mean "remember"\?/,
  )
  assert.throws(
    () => fresh().prompt('ask', { description: 'Asks.', deadline: '5 parsecs', build: () => '' }),
    /prompt "ask": deadline "5 parsecs" is no duration/,
  )
  assert.throws(() => fresh({}, { seek: { limit: '1/never' } }), /overrides: tool "seek": limit "1\/never" is no rate/)
})

test('the operator cannot have the results of a tool that writes kept', () => {
  const server = fresh({}, { seek: { cache: '5 minutes' } })
  assert.throws(
    () => server.tool('seek', { description: 'Seeks.', run: () => 'found' }),
    /tool "seek": cache is for tools with readOnly: true/,
  )
})

test('a bare mode keeps what is said further out, however it was written', () => {
  for (const [member, said, long] of [
    ['limit', '5/minute', { rate: '5/minute' }],
    ['cache', '5 minutes', { for: '5 minutes' }],
    ['deadline', '5s', { after: '5s' }],
    ['downstream', 'shop', { name: 'shop' }],
    ['admit', { concurrent: 2 }, { concurrent: 2 }],
  ] as const)
    assert.deepEqual(mergeSettings({ [member]: said }, { [member]: 'report' }), {
      [member]: { ...long, mode: 'report' },
    })
})

test('a setting without a mode keeps report, and acts where the practice was off', () => {
  assert.deepEqual(mergeSettings({ limit: 'report' }, { limit: '5/minute' }), {
    limit: { mode: 'report', rate: '5/minute' },
  })
  assert.deepEqual(mergeSettings({ limit: 'off' }, { limit: '5/minute' }), { limit: { rate: '5/minute' } })
  assert.deepEqual(mergeSettings({ limit: { rate: '5/minute', weight: 2 } }, { limit: { burst: 3 } }), {
    limit: { rate: '5/minute', weight: 2, burst: 3 },
  })
  assert.deepEqual(mergeSettings({ scopes: ['read'] }, { scopes: [] }), { scopes: [] })
})

test('the compiler refuses nonsense', () => {
  const refused: readonly (() => PracticeSettings)[] = [
    // @ts-expect-error: no rate
    () => ({ limit: 'often' }),
    // @ts-expect-error: no duration
    () => ({ deadline: 'soon' }),
    // @ts-expect-error: no lifetime
    () => ({ cache: 'sometimes' }),
    // @ts-expect-error: no such member
    () => ({ limit: { rat: '1/s' } }),
    // @ts-expect-error: no such practice
    () => ({ limits: 'off' }),
    // @ts-expect-error: no such mode
    () => ({ validate: 'on' }),
    // @ts-expect-error: nobody shares by that
    () => ({ cache: { for: 'daily', by: 'user' } }),
  ]
  for (const settings of refused) assert.throws(() => fresh(settings()), /practices: /)
})

test('record has no report: it changes nothing that could be told instead', () => {
  const server = createServer({ name: 'x', version: '1.0.0', logger: keepLog([]) })
  const tool = { description: 'Does.', record: 'report' as 'off', run: () => 'done' }
  assert.throws(() => server.tool('do', tool), /tool "do": record "report" cannot be: write enforce, off/)
})
