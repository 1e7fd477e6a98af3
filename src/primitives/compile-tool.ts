import type { Call, Outcome } from '../call.ts'
import { checkMembers } from '../check-members.ts'
import { DefinitionError } from '../errors.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { Logger } from '../telemetry/logger.ts'
import { compact } from './listing.ts'
import { checkDescription, checkName } from './names.ts'
import { findParamHeaders, type ParamHeader } from './param-headers.ts'
import { runTool } from './run-tool.ts'
import { describeSchema, type Schema } from './schema.ts'
import type { ToolDefinition, ToolSettings } from './tool.ts'

/** A tool with everything that is known at registration computed. */
export interface CompiledTool {
  readonly name: string
  /** As `tools/list` shows it in the newest revision. */
  readonly listing: JsonObject
  readonly paramHeaders: readonly ParamHeader[]
  call(args: JsonObject, call: Call): MaybePromise<Outcome>
}

const toolMembers: readonly (keyof ToolDefinition)[] = [
  'title',
  'description',
  'input',
  'output',
  'icons',
  'meta',
  'run',
  'readOnly',
  'destructive',
  'idempotent',
  'openWorld',
]

const noArguments: JsonObject = { type: 'object', properties: {}, additionalProperties: false }

export function compileTool(
  name: string,
  definition: ToolDefinition<Schema | undefined>,
  inherited: ToolSettings,
  logger: Logger,
): CompiledTool {
  checkName('tool', name)
  checkDescription('tool', name, definition.description)
  checkMembers(`tool "${name}"`, definition, toolMembers)
  if (typeof definition.run !== 'function') throw new DefinitionError(`tool "${name}" has no run function.`)
  const inputSchema = definition.input ? describeObject(definition.input, 'input', name) : noArguments
  const outputSchema = definition.output ? describeSchema(definition.output, 'output', `tool "${name}"`) : undefined
  return {
    name,
    listing: compact({
      name,
      title: definition.title,
      description: definition.description,
      icons: definition.icons,
      inputSchema,
      outputSchema,
      annotations: describeBehaviour({ ...inherited, ...definition }),
      _meta: definition.meta,
    }),
    paramHeaders: findParamHeaders(name, inputSchema),
    call: runTool({ name, input: definition.input, output: definition.output, run: definition.run, logger }),
  }
}

/** Arguments are an object (specification, "Tool": `inputSchema.type` is `object`). */
function describeObject(schema: Schema, side: 'input' | 'output', tool: string): JsonObject {
  const described = describeSchema(schema, side, `tool "${tool}"`)
  if (described.type === 'object') return described
  if (described.type === undefined && isJsonObject(described)) return { type: 'object', ...described }
  throw new DefinitionError(
    `tool "${tool}": the input schema must describe an object, not ${JSON.stringify(described.type)}.`,
  )
}

function describeBehaviour(settings: ToolSettings): JsonObject {
  return compact({
    readOnlyHint: settings.readOnly ?? false,
    destructiveHint: settings.destructive ?? (settings.readOnly ? false : undefined),
    idempotentHint: settings.idempotent,
    openWorldHint: settings.openWorld,
  })
}
