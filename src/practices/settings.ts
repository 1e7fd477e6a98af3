/** `enforce` acts; `report` lets everything through and records what it would have done; `off` costs nothing. */
export type Mode = 'enforce' | 'report' | 'off'

/** Milliseconds, or text such as `30s`, `5 minutes`, `2 hours`. */
export type Duration = number | `${number}${string}`

/** How long a result stays good. `immutable`: its arguments or its tags name the version. */
export type Lifetime = Duration | 'hourly' | 'daily' | 'weekly' | 'immutable'

/** `600/minute`, `10/second`, `20 / 5s`. */
export type Rate = `${number}${string}/${string}`

/**
 * How the practices stand for a server, a group or a single definition. What is said innermost counts, member by member.
 * A bare mode keeps the rest of the setting as it is further out; a setting without a mode keeps `report`.
 */
export interface PracticeSettings {
  /** Calls at once of each tool, resource, template and prompt, and how many may wait. Default: 100, and as many. */
  readonly admit?: Mode | AdmitSettings
  /** What the principal must have been granted; all of them. Never only reported. Default: none. */
  readonly scopes?: readonly string[]
  /** `10/minute`, or more exactly. Default: 600 a minute for each principal and tool, 120 where it writes, bursts of a fifth. */
  readonly limit?: Mode | Rate | LimitSettings
  /** Arguments against the schema, unknown ones refused. Default on. */
  readonly validate?: Mode
  /** How long a result may be used again. Only for what is read-only. Default: no caching of tools. */
  readonly cache?: Mode | Lifetime | CacheSettings
  /** Tags of cached results that a call of this tool makes stale. */
  readonly dirties?: readonly string[]
  /** Time that a call may take. Default 30 s. */
  readonly deadline?: Mode | Duration | DeadlineSettings
  /** The system behind the tool: its failures open a circuit breaker, shared by all tools that name it. Default: none. */
  readonly downstream?: Mode | string | DownstreamSettings
  /** Results against the output schema. Default on. */
  readonly check?: Mode
  /** Secrets in results. In errors, logs and records they are masked always. Default: results pass unchanged. */
  readonly redact?: Mode | RedactSettings
  /** What a result may hold. Default 25,000 tokens. */
  readonly budget?: Mode | BudgetSettings
  /** What the record of a call holds beside its facts; `off` writes none for these calls. Default: neither arguments nor results. */
  readonly record?: 'enforce' | 'off' | RecordSettings
}

interface Moded {
  readonly mode?: Mode
}

export interface AdmitSettings extends Moded {
  /** Calls that run at once. */
  readonly concurrent?: number
  /** Calls that may wait for one of those to end. */
  readonly waiting?: number
}

export interface LimitSettings extends Moded {
  /** `600/minute`, `10/second`, `1000/day`. */
  readonly rate?: Rate
  /** Calls that may come at once after a pause, on top of the rate. Default: a fifth of it. Token bucket only. */
  readonly burst?: number
  /** What one call counts. Default 1. */
  readonly weight?: number
  /** How calls are counted: `sliding` never lets more than the rate through in any such time, `bucket` as much and a burst. Default `bucket`. */
  readonly window?: 'bucket' | 'sliding'
}

export interface CacheSettings extends Moded {
  readonly for?: Lifetime
  /** Who gets the same result. Default `principal`. */
  readonly by?: 'everyone' | 'principal' | 'session' | 'request'
  /** Names by which writing tools make it stale. */
  readonly tags?: readonly string[]
  /** The result depends on the folders that the client works in (`call.roots()`): a client that tells them is answered anew each time. Default false. */
  readonly roots?: boolean
}

export interface DeadlineSettings extends Moded {
  readonly after?: Duration
}

export interface DownstreamSettings extends Moded {
  readonly name?: string
  /** Failures in a row that open the circuit. Default 5. */
  readonly failures?: number
  /** How long it stays open. Default 60 s. */
  readonly open?: Duration
  /** Further attempts where the tool is idempotent. Default 2. */
  readonly retries?: number
  /** What a handler would return: answered instead where the downstream fails, and while the circuit is open. */
  readonly fallback?: unknown
}

export interface RedactSettings extends Moded {
  /** Mask secrets in results as well. Default false. */
  readonly results?: boolean
  /** E-mail addresses count as secrets. Default false. */
  readonly emails?: boolean
}

export interface BudgetSettings extends Moded {
  readonly tokens?: number
  /** UTF-8 bytes of text and structured content. Default: four times the tokens. */
  readonly bytes?: number
  /** Characters of base64 that images, sounds and other binary content may take. Default 1,000,000. */
  readonly media?: number
  /** How long what was left out can be fetched. Default 10 minutes. */
  readonly keep?: Duration
  /** Counts the tokens of a text exactly, with a tokenizer of your choice. Default: an estimate. */
  readonly count?: (text: string) => number
  /**
   * Whether a tool takes the cursor of a next page, as an argument that is added to those it has. Default: where the
   * output schema is an object with exactly one list. Elsewhere the rest of a result is read as a resource.
   */
  readonly pages?: boolean
}

export interface RecordSettings {
  readonly mode?: 'enforce' | 'off'
  /** The arguments, with secrets masked. */
  readonly arguments?: boolean
  /** The result, with secrets masked. */
  readonly results?: boolean
}

export const practiceMembers: readonly (keyof PracticeSettings)[] = [
  'admit',
  'scopes',
  'limit',
  'validate',
  'cache',
  'dirties',
  'deadline',
  'downstream',
  'check',
  'redact',
  'budget',
  'record',
]

const modes: readonly unknown[] = ['enforce', 'report', 'off']

export function isMode(value: unknown): value is Mode {
  return modes.includes(value)
}

/** What a setting that is written in one word says. */
const inOneWord: Readonly<Record<string, string>> = {
  limit: 'rate',
  cache: 'for',
  deadline: 'after',
  downstream: 'name',
}

/**
 * Inner settings over outer ones, member by member. A bare mode changes how the outer setting acts; a setting without a
 * mode keeps the outer `report`, and acts where the outer one is off: who sets a rate wants it counted.
 */
export function mergeSettings(outer: PracticeSettings, inner: PracticeSettings): PracticeSettings {
  const merged: Record<string, unknown> = {}
  for (const member of practiceMembers) {
    const [below, above] = [inLength(member, outer[member]), inLength(member, inner[member])]
    const setting = isObject(below) && isObject(above) ? mergeOne(below, above) : (above ?? below)
    if (setting !== undefined) merged[member] = setting
  }
  return merged
}

function mergeOne(outer: SettingInLength, inner: SettingInLength): SettingInLength {
  const { mode, ...rest } = outer
  const speaks = inner.mode !== undefined || mode === undefined || Object.keys(inner).length === 0
  return speaks || mode === 'report' ? { ...outer, ...inner } : { ...rest, ...inner }
}

type SettingInLength = Readonly<Record<string, unknown>>

/** Every way to write a setting as the same object; lists stay lists. */
function inLength(member: string, value: unknown): unknown {
  if (value === undefined || isObject(value) || Array.isArray(value)) return value
  return { [isMode(value) ? 'mode' : (inOneWord[member] ?? 'mode')]: value }
}

function isObject(value: unknown): value is SettingInLength {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
