import fc from 'fast-check'

/** Generators of JSON-RPC messages, from well-formed to broken, shared by the differential tests. */

export const version = fc.oneof(
  { weight: 6, arbitrary: fc.constant('2026-07-28') },
  { weight: 2, arbitrary: fc.constantFrom('2025-11-25', '2025-06-18', '2024-11-05', '2026-12-01', 'v999.0.0', '') },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
)

export const method = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('tools/call', 'tools/list', 'resources/read', 'prompts/get') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'initialize',
      'ping',
      'server/discover',
      'notifications/initialized',
      'logging/setLevel',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
)

const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(null, true, 0, -1, 1.5, '', 'text', [], {}, [[]], { nested: {} }),
)

const versionKey = 'io.modelcontextprotocol/protocolVersion'
const capabilitiesKey = 'io.modelcontextprotocol/clientCapabilities'
const infoKey = 'io.modelcontextprotocol/clientInfo'
const levelKey = 'io.modelcontextprotocol/logLevel'

/** Now and then something else than what belongs here. */
function mostly<T>(arbitrary: fc.Arbitrary<T>, weight = 24): fc.Arbitrary<unknown> {
  return fc.oneof({ weight, arbitrary }, { weight: 1, arbitrary: junk })
}

const capabilities = fc.oneof(
  fc.constantFrom(
    {},
    { sampling: {} },
    { elicitation: {}, roots: { listChanged: true } },
    { elicitation: { form: {} } },
  ),
  fc.record({ sampling: junk, experimental: junk }, { requiredKeys: [] }),
)

const info = fc.oneof(
  fc.constant({ name: 'client', version: '1' }),
  fc.record({ name: junk, version: junk }, { requiredKeys: [] }),
)

export const envelope = mostly(
  fc.record(
    {
      [versionKey]: mostly(version),
      [capabilitiesKey]: mostly(capabilities),
      [infoKey]: mostly(info),
      [levelKey]: mostly(fc.constantFrom('debug', 'info', 'error', 'loud')),
      progressToken: mostly(fc.constantFrom('token', 7)),
    },
    { requiredKeys: [] },
  ),
)

export const envelopeComplete = fc.record(
  { [versionKey]: version, [capabilitiesKey]: capabilities, [infoKey]: fc.constant({ name: 'client', version: '1' }) },
  { requiredKeys: [versionKey, capabilitiesKey] },
)

const params = mostly(
  fc
    .tuple(
      fc.record(
        { name: mostly(fc.constantFrom('echo', 'none')), arguments: junk, uri: junk, protocolVersion: mostly(version) },
        { requiredKeys: [] },
      ),
      fc.option(fc.oneof(envelope, envelopeComplete, envelopeComplete), { nil: undefined }),
    )
    .map(([rest, meta]) => (meta === undefined ? rest : { ...rest, _meta: meta })),
)

const id = mostly(fc.oneof(fc.integer(), fc.string({ maxLength: 8 })))
const jsonrpc = mostly(fc.constant('2.0'), 40)

const request = fc
  .tuple(fc.record({ jsonrpc, id, method: mostly(method), params }, { requiredKeys: ['jsonrpc', 'method'] }), extra())
  .map(([message, more]) => ({ ...message, ...more }))

const answer = fc
  .tuple(
    fc.record({ jsonrpc, id, result: mostly(fc.constant({})) }, { requiredKeys: ['jsonrpc'] }),
    fc.option(fc.record({ error: mostly(fc.constant({ code: -32603, message: 'failed' })) }), { nil: {} }),
    extra(),
  )
  .map(([message, error, more]) => ({ ...message, ...error, ...more }))

const message = fc.oneof({ weight: 8, arbitrary: request }, { weight: 2, arbitrary: answer })

/** A parsed body: a message, a batch of them, or something else. */
export const body: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 12, arbitrary: message },
  { weight: 2, arbitrary: fc.array(mostly(message), { maxLength: 4 }) },
  { weight: 1, arbitrary: junk },
)

function extra(): fc.Arbitrary<Record<string, unknown>> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.record({ method, result: junk, error: junk, other: junk }, { requiredKeys: [] }) },
  )
}
