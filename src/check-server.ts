import { checkMembers } from './check-members.ts'
import { anObject, anObjectWith, type Check, count, oneOf, text, wrong, yesOrNo } from './check-value.ts'
import { DefinitionError } from './errors.ts'

const mounts = 'server.handler, server.fetchHandler'

const elsewhere: Readonly<Record<string, string>> = {
  principal: `say it to what serves: ${mounts}`,
  authorizationServers: `say it to what serves: ${mounts}`,
  publicUrl: `say it to what serves: ${mounts} or server.listen`,
  allowedHosts: `say it to what serves: ${mounts} or server.listen`,
  allowedOrigins: `say it to what serves: ${mounts} or server.listen`,
  path: `say it to what serves: ${mounts} or server.listen`,
  port: 'say it to server.listen',
  host: 'say it to server.listen',
  tools: 'define each with server.tool(name, { ... })',
  prompts: 'define each with server.prompt(name, { ... })',
  resources: 'define each with server.resource(uri, { ... })',
}

/** What each setting may hold, but limits, profile, and what stands within practices and outbound. */
const checks: Readonly<Record<string, Check>> = {
  title: text,
  description: text,
  websiteUrl: text,
  icons: checkIcons,
  instructions: text,
  sessions: yesOrNo,
  sse: yesOrNo,
  pageSize: count,
  requestStateKey: checkKey,
  practices: (value, owner) => {
    if (typeof value === 'string') oneOf('enforce', 'report', 'off', "{ limit: '300/minute' }")(value, owner)
    else anObject(value, owner, "limit: '300/minute' }, or a mode, such as { mode: 'report'")
  },
  overrides: checkOverridden,
  outbound: (value, owner) => anObject(value, owner, "timeout: '10s'"),
  logger: anObjectWith('debug', 'info', 'warn', 'error'),
  records: checkRecords,
  recordFormat: oneOf('json', 'text'),
  recordLevel: oneOf('info', 'warn', 'error'),
  clock: anObjectWith('now', 'every', 'after'),
  traffic: (value, owner) => {
    if (typeof value !== 'function') wrong(owner, value, 'give a function: (direction, message) => { ... }')
  },
}

/** Refuses a server that has no name, and settings that would have no effect or another one. Program text without types may hand over anything. */
export function checkServer(options: unknown, known: readonly string[]): void {
  const given = (typeof options === 'object' && options !== null ? options : {}) as Readonly<Record<string, unknown>>
  const { name, version } = given
  if (typeof name !== 'string' || name.trim() === '')
    throw new DefinitionError('A server needs a name: createServer({ name: "weather", version: "1.0.0" }).')
  if (typeof version !== 'string' || version.trim() === '')
    throw new DefinitionError(`server "${name}" needs a version, such as "1.0.0".`)
  checkMembers('createServer', given, known, elsewhere)
  for (const [member, value] of Object.entries(given))
    if (value !== undefined) checks[member]?.(value, `createServer: ${member}`)
}

function checkIcons(icons: unknown, owner: string): void {
  const hasSource = (icon: unknown) => typeof (icon as { readonly src?: unknown } | null)?.src === 'string'
  if (!Array.isArray(icons) || !icons.every(hasSource))
    throw new DefinitionError(`${owner} is a list: [{ src: "https://app.example/icon.png" }].`)
}

/** The length is that of a key of AES-256. What was given is not told: it may be the key itself. */
function checkKey(key: unknown, owner: string): void {
  if (key instanceof Uint8Array && key.byteLength === keyBytes) return
  const is = key instanceof Uint8Array ? `has ${key.byteLength}` : 'is something else'
  throw new DefinitionError(
    `${owner} is a Uint8Array of ${keyBytes} bytes, and ${is}. Draw one with randomBytes(${keyBytes}) and keep it among your secrets.`,
  )
}

const keyBytes = 32

function checkOverridden(overrides: unknown, owner: string): void {
  anObject(overrides, owner, "find_order: { limit: '10/minute' }")
  for (const [tool, said] of Object.entries(overrides as object))
    anObject(said, `${owner}: tool "${tool}"`, "limit: '10/minute'")
}

function checkRecords(records: unknown, owner: string): void {
  if (typeof records !== 'object' || records === null) return recordWords(records, owner)
  checkMembers(owner, records, ['file'])
  const { file } = records as { readonly file?: unknown }
  if (typeof file !== 'string' || file === '') wrong(`${owner}.file`, file, "write a path, such as 'calls.jsonl'")
}

const recordWords = oneOf('stderr', 'logger', 'off', "{ file: 'calls.jsonl' }")
