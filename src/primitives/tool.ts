import type { Call } from '../call.ts'
import type { JsonObject } from '../json.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { Mode, PracticeSettings } from '../practices/settings.ts'
import type { CheckedArguments, CheckedSchema } from './checked-schema.ts'
import type { ToolResult } from './content.ts'
import type { ReturnedBy, Returning } from './returned.ts'
import type { Schema } from './schema.ts'
import type { ArgumentsOf } from './typed-schema.ts'

/** What an author writes: `server.tool('get_forecast', { description, input, output, run })`. */
export interface ToolDefinition<In = undefined, Out extends Returning = Schema> extends ToolSettings {
  readonly title?: string
  /** What the tool does, when to use it and what it answers: a prompt for the agent. Required. */
  readonly description: string
  /** Arguments, an object. Default: none. */
  readonly input?: CheckedArguments<In>
  /** Structured result. With it, the handler's return value is checked and sent as `structuredContent`. */
  readonly output?: CheckedSchema<Out>
  readonly icons?: readonly Icon[]
  readonly meta?: JsonObject
  /**
   * Does the work. Return plain data, content blocks, or `result({...})`. Throw `ToolError` to tell the agent what to
   * do; anything else that is thrown reaches it as a masked SERVER_ERROR with a correlation id.
   */
  readonly run: (args: ArgumentsOf<In>, call: Call) => MaybePromise<ToolReturn<Out>>
}

/** What a group hands down to its tools. */
export interface ToolSettings extends PracticeSettings {
  /** Changes nothing (`readOnlyHint`). Default false. */
  readonly readOnly?: boolean
  /** May destroy or overwrite (`destructiveHint`). Default: what the protocol assumes, true unless read-only. */
  readonly destructive?: boolean
  /** Calling it twice does no more than once (`idempotentHint`). */
  readonly idempotent?: boolean
  /** Reaches beyond this server's own world (`openWorldHint`). */
  readonly openWorld?: boolean
}

/** What a group says for everything in it. */
export interface GroupSettings extends ToolSettings {
  /** One mode for every practice that has it; what else is said here tunes it. */
  readonly practices?: Mode
}

/** A union over `Out`: nothing is left of it while the compiler does not know `Out`, and `run` may return anything. */
export type ToolReturn<Out extends Returning> = Out extends Returning
  ? ReturnedBy<Out> | ToolResult<ReturnedBy<Out>>
  : never

export interface Icon {
  readonly src: string
  readonly mimeType?: string
  readonly sizes?: readonly string[]
  readonly theme?: 'light' | 'dark'
}
