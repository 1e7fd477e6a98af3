import type { Outcome, RunningCall } from '../call.ts'
import type { JsonObject } from '../json.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { Schema } from '../primitives/schema.ts'
import type { PracticeSettings } from './settings.ts'

/** The methods that practices stand around. */
export type PracticedMethod =
  | 'tools/call'
  | 'tools/list'
  | 'resources/read'
  | 'resources/list'
  | 'resources/templates/list'
  | 'prompts/get'
  | 'prompts/list'
  | 'completion/complete'

/** Answers a call, or a part of the way to it. `args` are the arguments of a tool or a prompt: as sent before `validate`, as the schema yields them after. */
export type Handler = (args: unknown, call: RunningCall) => MaybePromise<Outcome>

/** What is known of a tool, resource, prompt or list when it is registered. */
export interface Subject {
  readonly method: PracticedMethod
  /** Tool or prompt name, URI or template, or the list's own method. */
  readonly name: string
  /** Of the server, its groups and the definition itself, the innermost first. */
  readonly settings: PracticeSettings
  readonly readOnly: boolean
  readonly idempotent: boolean
  readonly input?: Schema | undefined
  readonly output?: Schema | undefined
  /** The input as JSON Schema. */
  readonly inputSchema?: JsonObject | undefined
  /** The output as JSON Schema. */
  readonly outputSchema?: JsonObject | undefined
}

/** A tool's schemas as clients see them. */
export interface ToolSchemas {
  readonly inputSchema: JsonObject
  readonly outputSchema: JsonObject | undefined
}

/**
 * One good practice around calls. `wrap` runs once for each subject, at registration, and returns undefined where the
 * practice is off for it: then it costs nothing when the call comes.
 */
export interface Practice {
  readonly name: string
  wrap(subject: Subject, next: Handler): Handler | undefined
  /** How the practice stands for a subject, for `server.practices()`: `600/minute`, `30s`, `off`. */
  describe(subject: Subject): PracticeState
  /** What clients see of a tool's schemas, where the practice takes arguments or answers members of its own. */
  extendSchemas?(subject: Subject, schemas: ToolSchemas): ToolSchemas
}

export interface PracticeState {
  readonly mode: 'enforce' | 'report' | 'off'
  /** The setting in one word or two, empty where the mode says it all. */
  readonly setting: string
}

/** Puts the practices around a handler, outermost first in the table of `order.ts`. */
export type Compose = (subject: Subject, run: Handler) => Composed

export interface Composed {
  readonly handle: Handler
  /** How they stand, worked out when somebody asks. */
  readonly practices: () => readonly (PracticeState & { readonly name: string })[]
  /** A tool's schemas with what the practices add to them. */
  readonly showSchemas: (schemas: ToolSchemas) => ToolSchemas
}
