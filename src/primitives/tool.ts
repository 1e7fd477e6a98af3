import type { Call } from '../call.ts'
import type { JsonObject } from '../json.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { PracticeSettings } from '../practices/settings.ts'
import type { ToolResult } from './content.ts'
import type { InputOf, OutputOf, Schema } from './schema.ts'

/** What an author writes: `server.tool('get_forecast', { description, input, output, run })`. */
export interface ToolDefinition<In extends Schema | undefined = undefined, Out extends Schema | undefined = undefined>
  extends ToolSettings {
  readonly title?: string
  /** What the tool does, when to use it and what it answers: a prompt for the agent. Required. */
  readonly description: string
  /** Arguments, an object. Default: none. */
  readonly input?: In
  /** Structured result. With it, the handler's return value is checked and sent as `structuredContent`. */
  readonly output?: Out
  readonly icons?: readonly Icon[]
  readonly meta?: JsonObject
  /**
   * Does the work. Return plain data, content blocks, or `result({...})`. Throw `ToolError` to tell the agent what to
   * do; anything else that is thrown reaches it as a masked SERVER_ERROR with a correlation id.
   */
  readonly run: (args: ToolArguments<In>, call: Call) => MaybePromise<ToolReturn<Out>>
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

export type ToolArguments<In> = In extends Schema ? OutputOf<In> : Readonly<Record<string, never>>

export type ToolReturn<Out> = Out extends Schema ? InputOf<Out> | ToolResult<InputOf<Out>> : unknown

export interface Icon {
  readonly src: string
  readonly mimeType?: string
  readonly sizes?: readonly string[]
  readonly theme?: 'light' | 'dark'
}
