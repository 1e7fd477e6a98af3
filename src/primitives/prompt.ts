import type { Call } from '../call.ts'
import type { JsonObject } from '../json.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { PracticeSettings } from '../practices/settings.ts'
import type { CheckedTexts } from './checked-schema.ts'
import type { ContentBlock } from './content.ts'
import type { Completers } from './resource.ts'
import type { Icon } from './tool.ts'
import type { ArgumentsOf, InputOf, TypedSchema } from './typed-schema.ts'

/** `server.prompt('review', { description, arguments: z.object({ language: z.string() }), build })`. */
export interface PromptDefinition<Args = undefined>
  extends Pick<
    PracticeSettings,
    'admit' | 'scopes' | 'limit' | 'validate' | 'cache' | 'deadline' | 'redact' | 'budget' | 'record'
  > {
  readonly title?: string
  readonly description: string
  /** An object whose properties are strings. */
  readonly arguments?: CheckedTexts<Args>
  readonly icons?: readonly Icon[]
  readonly meta?: JsonObject
  /** Completion of an argument. */
  readonly complete?: PromptCompleters<Args>
  readonly build: (args: ArgumentsOf<Args>, call: Call) => MaybePromise<PromptReturn>
}

type PromptCompleters<Args> = Args extends TypedSchema
  ? Completers<unknown extends InputOf<Args> ? string : keyof InputOf<Args>>
  : 'This prompt has no arguments to complete'

/** One user text, or the messages. */
export type PromptReturn = string | readonly PromptMessage[]

export interface PromptMessage {
  readonly role: 'user' | 'assistant'
  readonly content: ContentBlock
}
