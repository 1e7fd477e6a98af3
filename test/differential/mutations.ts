import fc from 'fast-check'
import type { Json } from '../../src/json.ts'
import type { Sent } from './exchange.ts'
import { type Draft, write } from './requests.ts'

type DraftMutation = (draft: Draft) => Draft
type SentMutation = (sent: Sent) => Sent

const junk: fc.Arbitrary<Json> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
  fc.constantFrom<Json>(null, true, 0, 1.5, '', 'text', [], {}, '2.0', 'tools/list'),
)

/** Where in a body a member is replaced, removed or added; taken modulo what is there. */
const place = fc.integer({ min: 1, max: 60 })

const memberMutation: fc.Arbitrary<DraftMutation> = fc.oneof(
  fc.tuple(place, junk).map(([at, value]): DraftMutation => onBody(body => replaceAt(body, at, () => value))),
  place.map((at): DraftMutation => onBody(body => replaceAt(body, at, () => undefined))),
  fc
    .tuple(place, junk)
    .map(
      ([at, value]): DraftMutation =>
        onBody(body => replaceAt(body, at, old => ({ ...(old as object), extra: value }))),
    ),
)

const bodyMutation: fc.Arbitrary<DraftMutation> = fc.oneof(
  { weight: 10, arbitrary: memberMutation },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat({ max: 3 }), fc.option(junk))
      .map(
        ([count, other]): DraftMutation =>
          onBody(body => [...Array(count).fill(body), ...(other === null ? [] : [other])]),
      ),
  },
  { weight: 1, arbitrary: junk.map((value): DraftMutation => onBody(() => value)) },
)

const headerNames = ['content-type', 'accept', 'mcp-protocol-version', 'mcp-method', 'mcp-name', 'mcp-session-id']

const headerMutation: fc.Arbitrary<DraftMutation> = fc.oneof(
  fc.constantFrom(...headerNames, 'mcp-param-region').map((name): DraftMutation => withoutHeader(name)),
  fc
    .tuple(
      fc.constantFrom('mcp-method', 'mcp-name', 'mcp-param-region'),
      fc.constantFrom(
        'tools/list',
        'TOOLS/CALL',
        'echo',
        ' echo ',
        'north',
        '=?base64?bm9ydGg=?=',
        '=?base64?ZWNobw==?=',
        '=?base64?x?=',
      ),
    )
    .map(([name, value]): DraftMutation => withHeader(name, value)),
  fc
    .constantFrom('2026-07-28', '2025-11-25', '2025-06-18', '2024-11-05', '2026-12-01', 'v999.0.0', ' 2026-07-28 ', '1')
    .map((value): DraftMutation => withHeader('mcp-protocol-version', value)),
  fc
    .constantFrom(
      'text/plain',
      'application/json; charset=utf-8',
      'application/jsonp',
      'APPLICATION/JSON',
      'text/json',
      '',
    )
    .map((value): DraftMutation => withHeader('content-type', value)),
  fc
    .constantFrom('*/*', 'application/json', 'text/event-stream', 'text/html', 'application/*, text/*')
    .map((value): DraftMutation => withHeader('accept', value)),
  fc.constantFrom('unknown', 'with space', '0').map((value): DraftMutation => withHeader('mcp-session-id', value)),
  fc.constantFrom('http://evil.example', 'null').map((value): DraftMutation => withHeader('origin', value)),
  fc.constantFrom('evil.example').map((value): DraftMutation => withHeader('host', value)),
)

const methodMutation: fc.Arbitrary<DraftMutation> = fc.constantFrom('GET', 'DELETE', 'PUT', 'PATCH').map(
  (httpMethod): DraftMutation =>
    draft => ({ ...draft, httpMethod, headers: { ...draft.headers, 'mcp-session-id': 'unknown' } }),
)

/** Damage to the text of a body. */
const textMutation: fc.Arbitrary<SentMutation> = fc.oneof(
  fc.nat({ max: 300 }).map((cut): SentMutation => onText(text => text.slice(0, cut % (text.length + 1)))),
  fc
    .constantFrom('', ' ', '{', 'nul', '[[', '\u0000', '{"jsonrpc":"2.0"}')
    .map((text): SentMutation => onText(() => text)),
  fc.nat({ max: 300 }).map((at): SentMutation => onText(text => `${text.slice(0, at)}\u0001${text.slice(at)}`)),
  fc.integer({ min: 10, max: 200 }).map((depth): SentMutation => onText(text => nest(text, depth))),
  fc.integer({ min: 1, max: 60 }).map((kilobytes): SentMutation => onText(text => pad(text, kilobytes * 1024))),
)

/** Requests in order, and requests with up to two faults. */
export function mutated(drafts: fc.Arbitrary<Draft>): fc.Arbitrary<Sent> {
  const fault = fc.oneof(
    { weight: 5, arbitrary: bodyMutation },
    { weight: 5, arbitrary: headerMutation },
    { weight: 1, arbitrary: methodMutation },
  )
  const faults = fc.oneof(
    { weight: 3, arbitrary: fc.constant<DraftMutation[]>([]) },
    { weight: 6, arbitrary: fc.array(fault, { minLength: 1, maxLength: 2 }) },
  )
  const damage = fc.oneof(
    { weight: 9, arbitrary: fc.constant<SentMutation>(sent => sent) },
    { weight: 1, arbitrary: textMutation },
  )
  return fc
    .tuple(drafts, faults, damage)
    .map(([draft, changes, change]) => change(write(changes.reduce<Draft>((current, apply) => apply(current), draft))))
}

function onBody(change: (body: Json) => Json): DraftMutation {
  return draft => ({ ...draft, body: change(draft.body) })
}

function onText(change: (text: string) => string): SentMutation {
  return sent => (sent.body === '' ? sent : { ...sent, body: change(sent.body) })
}

function withHeader(name: string, value: string): DraftMutation {
  return draft => ({ ...draft, headers: { ...draft.headers, [name]: value } })
}

function withoutHeader(name: string): DraftMutation {
  return draft => ({
    ...draft,
    headers: Object.fromEntries(Object.entries(draft.headers).filter(([key]) => key !== name)),
  })
}

/** Replaces one value of a JSON tree, chosen by its number in depth-first order; undefined removes it. */
function replaceAt(body: Json, at: number, change: (old: Json) => Json | undefined): Json {
  let index = at % countValues(body)
  const visit = (value: Json): Json | undefined => {
    if (index-- === 0) return change(value)
    if (Array.isArray(value)) return value.flatMap(item => visit(item) ?? [])
    if (value === null || typeof value !== 'object') return value
    const entries = Object.entries(value).map(([key, child]) => [key, child === undefined ? child : visit(child)])
    return Object.fromEntries(entries.filter(([, child]) => child !== undefined)) as Json
  }
  return visit(body) ?? null
}

function countValues(value: Json): number {
  if (value === null || typeof value !== 'object') return 1
  return 1 + Object.values(value).reduce<number>((sum, child) => sum + countValues((child ?? null) as Json), 0)
}

/** Puts a deep value under a member that nobody reads. */
function nest(text: string, depth: number): string {
  return text.replace('"params":{', `"params":{"deep":${'['.repeat(depth)}${']'.repeat(depth)},`)
}

function pad(text: string, length: number): string {
  return text.replace('"params":{', `"params":{"big":"${'x'.repeat(length)}",`)
}
