import type { Clock } from './clock.ts'
import type { RecordLevel, RecordsTo } from './make-telemetry.ts'
import type { OutboundSettings } from './outbound/outbound.ts'
import type { EveryPractice } from './practices/every-practice.ts'
import type { Mode, PracticeSettings } from './practices/settings.ts'
import type { Icon } from './primitives/tool.ts'
import type { ProfileChoice } from './profiles/check-profile.ts'
import { defaultSessionLimits, type SessionLimits } from './session/memory-state.ts'
import type { Logger } from './telemetry/logger.ts'
import { defaultHttpLimits, type HttpLimits } from './wire/http/limits.ts'
import type { InputPipe, OutputPipe } from './wire/stdio/pipe.ts'

export interface ServerOptions {
  readonly name: string
  readonly version: string
  readonly title?: string
  readonly description?: string
  readonly websiteUrl?: string
  readonly icons?: readonly Icon[]
  /** How an agent should use the server as a whole; toolkits add their own. */
  readonly instructions?: string
  /** Sessions of the 2025 era. Without them each request stands alone: questions to the client are refused, subscriptions have no effect. Default true. */
  readonly sessions?: boolean
  /** The HTTP+SSE transport of 2024-11-05 at /sse and /messages, deprecated by the protocol. Default false. */
  readonly sse?: boolean
  /** Entries on one page of a list. Default 1,000: many clients never ask for a second page. */
  readonly pageSize?: number
  /**
   * How input schemas are written for clients that cannot read all of JSON Schema: `auto` goes by the client's name.
   * Default `auto`; `standard` shows everyone what you wrote.
   */
  readonly profile?: ProfileChoice
  readonly limits?: Partial<HttpLimits> & ServerLimits
  /** Seals what calls with questions remember between rounds (2026-07-28): 32 bytes. Default: drawn at start, so that a restart asks again. */
  readonly requestStateKey?: Uint8Array
  /**
   * How the practices stand for everything that the server offers; groups and definitions may say otherwise. A bare mode is
   * said of every practice that has it: `report` lets everything through and records what would have been done.
   */
  readonly practices?: Mode | EveryPractice
  /** How `call.fetch` reaches other systems. */
  readonly outbound?: OutboundSettings
  /** What the operator says of single tools, by name: it wins over what their definitions say. */
  readonly overrides?: Readonly<Record<string, PracticeSettings>>
  /** The operator's log: a pino, `console`, winston, or an object like them. Default: lines on standard error. */
  readonly logger?: Logger
  /** Where the record of each call goes, one line each. Default: `logger` where there is one, else standard error. */
  readonly records?: RecordsTo
  /** How records on standard error or in a file look, and the log on standard error. Default: `text` where standard error is a terminal, else `json`; in a file `json`. */
  readonly recordFormat?: 'json' | 'text'
  /** The least important records that are written: `warn` leaves out the calls that went well. Default `info`. */
  readonly recordLevel?: RecordLevel
  readonly clock?: Clock
  /** Sees every message as it comes and goes, for debugging. */
  readonly traffic?: (direction: 'in' | 'out', message: string) => void
}

/** Bounds of the server as a whole, however it is served. */
interface ServerLimits {
  /** Calls at once, of everything that the server offers; as many may wait a second for one of those to end. Default 1,000. */
  readonly calls?: number
  readonly sessions?: Partial<SessionLimits>
}

export interface ListenOptions {
  /** Default 7400; 0 takes any free port. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default /mcp. */
  readonly path?: string
  /** How clients reach the server, where a proxy stands in front; its host is allowed too. */
  readonly publicUrl?: string
  /** Host names beside the host itself and loopback that requests may name. */
  readonly allowedHosts?: readonly string[]
  /** Origins of web pages that may call, such as `https://app.example`. */
  readonly allowedOrigins?: readonly string[]
}

export interface Listening {
  /** Address of the MCP endpoint. */
  readonly url: string
  readonly port: number
  /** Stops accepting, lets running calls finish, closes streams. */
  close(): Promise<void>
}

export interface StdioOptions {
  /** Default: the process's own. */
  readonly input?: InputPipe
  readonly output?: OutputPipe
}

export interface StdioListening {
  /** Resolves when the client closed the pipe and every answer is written. */
  readonly closed: Promise<void>
  close(): Promise<void>
}

/** Named one by one, so that the compiler misses one that is added to the type. */
const serverMembers = Object.keys({
  name: true,
  version: true,
  title: true,
  description: true,
  websiteUrl: true,
  icons: true,
  instructions: true,
  sessions: true,
  sse: true,
  pageSize: true,
  limits: true,
  requestStateKey: true,
  logger: true,
  clock: true,
  traffic: true,
  outbound: true,
  overrides: true,
  practices: true,
  profile: true,
  records: true,
  recordFormat: true,
  recordLevel: true,
} satisfies Record<keyof ServerOptions, true>)

export const knownSettings = {
  members: serverMembers,
  http: [...Object.keys(defaultHttpLimits), 'calls' satisfies keyof ServerLimits],
  sessions: Object.keys(defaultSessionLimits),
}

export const listenMembers: readonly (keyof ListenOptions)[] = [
  'port',
  'host',
  'path',
  'publicUrl',
  'allowedHosts',
  'allowedOrigins',
]

/** A port of its own has no sign-in. */
export const notHere = {
  principal: 'an application that signs people in mounts the server with handler or fetchHandler',
  authorizationServers: 'an application that signs people in mounts the server with handler or fetchHandler',
}
