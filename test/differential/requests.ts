import fc from 'fast-check'
import type { Json, JsonObject } from '../../src/json.ts'
import type { Sent } from './exchange.ts'

/** A request before it is mutated: headers, and the message of its body. */
export interface Draft {
  readonly httpMethod: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Json
}

/** Calls that a client may make of the subject, most of them in order. */
export const calls: fc.Arbitrary<{ readonly method: string; readonly params: JsonObject }> = fc.oneof(
  { weight: 6, arbitrary: toolCall() },
  { weight: 2, arbitrary: named('prompts/get', promptArguments()) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('test://text', 'test://bytes', 'test://item/7', 'test://item/', 'test://none', 'none', '')
      .map(uri => ({ method: 'resources/read', params: { uri } })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('tools/list', 'prompts/list', 'resources/list', 'resources/templates/list', 'ping'),
        fc.constantFrom({}, {}, {}, { cursor: 'nonsense' }),
      )
      .map(([method, params]) => ({ method, params })),
  },
  { weight: 2, arbitrary: completion() },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom('resources/subscribe', 'resources/unsubscribe'),
        fc.constantFrom('test://text', 'test://item/7', ''),
      )
      .map(([method, uri]) => ({ method, params: { uri } })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('debug', 'emergency', 'loud')
      .map(level => ({ method: 'logging/setLevel', params: { level } })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom({}, { toolsListChanged: true }, { resourceSubscriptions: ['test://text'] })
      .map(notifications => ({ method: 'subscriptions/listen', params: { notifications } })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(
        'server/discover',
        'completion/complete',
        'logging/setLevel',
        'resources/subscribe',
        'subscriptions/listen',
        'tasks/get',
        'initialize',
        'unknown/method',
        '',
      )
      .map(method => ({ method, params: {} })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('notifications/initialized', 'notifications/cancelled', 'notifications/unknown')
      .map(method => ({ method, params: {} })),
  },
)

/** Ids that JSON-RPC allows, and some that it does not. */
export const ids: fc.Arbitrary<Json> = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 999 }) },
  { weight: 2, arbitrary: fc.constantFrom<Json>(0, -1, '', 'a', '1', 9007199254740991) },
  { weight: 1, arbitrary: fc.constantFrom<Json>(null, 1.5, true, {}, []) },
)

function toolCall() {
  return fc.oneof(
    named('tools/call', callArguments('echo', { text: 'hello', times: 2 })),
    named('tools/call', callArguments('add', { a: 1, b: 2 })),
    named('tools/call', callArguments('area', { region: 'north', level: 3 })),
    named('tools/call', fc.constantFrom(['idle', {}], ['fail', {}], ['ask', {}], ['none', {}])),
  )
}

function completion() {
  const ref = fc.constantFrom<JsonObject>(
    { type: 'ref/prompt', name: 'greet' },
    { type: 'ref/prompt', name: 'none' },
    { type: 'ref/resource', uri: 'test://item/{id}' },
    { type: 'ref/resource', uri: 'test://none' },
    { type: 'ref/none' },
  )
  const argument = fc.record({
    name: fc.constantFrom('name', 'tone', 'id', 'none'),
    value: fc.constantFrom('', 'A', 'x'),
  })
  return fc
    .tuple(ref, argument)
    .map(([from, to]) => ({ method: 'completion/complete', params: { ref: from, argument: to } }))
}

function promptArguments(): fc.Arbitrary<readonly [string, JsonObject]> {
  return fc.oneof(
    callArguments('greet', { name: 'Ada', tone: 'warm' }),
    fc.constantFrom<readonly [string, JsonObject]>(['plain', {}], ['none', {}]),
  )
}

/** The arguments, some of them missing, of another type, or one too many. */
function callArguments(name: string, valid: JsonObject): fc.Arbitrary<readonly [string, JsonObject]> {
  const value = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constantFrom<Json>(null, true, {}, [], -0, 1e300))
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant([name, valid] as const) },
    {
      weight: 2,
      arbitrary: fc
        .dictionary(fc.constantFrom(...Object.keys(valid), 'other'), value, { maxKeys: 3 })
        .map(changes => [name, { ...valid, ...changes }] as const),
    },
    {
      weight: 1,
      arbitrary: fc.subarray(Object.entries(valid)).map(kept => [name, Object.fromEntries(kept)] as const),
    },
  )
}

function named(method: string, call: fc.Arbitrary<readonly [string, JsonObject]>) {
  return call.map(([name, args]) => ({ method, params: { name, arguments: args } }))
}

/** Puts the message into bytes. */
export function write({ httpMethod, headers, body }: Draft): Sent {
  return { httpMethod, headers, body: httpMethod === 'POST' ? JSON.stringify(body) : '' }
}
