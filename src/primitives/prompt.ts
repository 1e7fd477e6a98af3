import type { Call } from '../call.ts'
import type { JsonObject } from '../json.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { ContentBlock } from './content.ts'
import type { Completer } from './resource.ts'
import type { Schema } from './schema.ts'
import type { Icon } from './tool.ts'
import type { OutputOf } from './typed-schema.ts'

/** `server.prompt('review', { description, arguments: z.object({ language: z.string() }), build })`. */
export interface PromptDefinition<Args extends Schema | undefined = undefined> {
  readonly title?: string
  readonly description: string
  /** An object whose properties are strings. */
  readonly arguments?: Args
  readonly icons?: readonly Icon[]
  readonly meta?: JsonObject
  /** Completion of an argument. */
  readonly complete?: Readonly<Record<string, Completer>>
  readonly build: (args: PromptArguments<Args>, call: Call) => MaybePromise<PromptReturn>
}

export type PromptArguments<Args> = Args extends Schema ? OutputOf<Args> : Readonly<Record<string, never>>

/** One user text, or the messages. */
export type PromptReturn = string | readonly PromptMessage[]

export interface PromptMessage {
  readonly role: 'user' | 'assistant'
  readonly content: ContentBlock
}
