import { checkMembers } from '../check-members.ts'
import { DefinitionError } from '../errors.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { catchFailures } from '../practices/catch-failures.ts'
import { checkSettings } from '../practices/check-settings.ts'
import type { Compose, Composed, Handler } from '../practices/practice.ts'
import { isMode, mergeSettings, type PracticeSettings, practiceMembers } from '../practices/settings.ts'
import type { Logger } from '../telemetry/logger.ts'
import { compact } from './listing.ts'
import { checkDescription, checkName } from './names.ts'
import { findParamHeaders, type ParamHeader } from './param-headers.ts'
import { runTool } from './run-tool.ts'
import { describeSchema, type Schema } from './schema.ts'
import type { ToolDefinition, ToolSettings } from './tool.ts'
import { failTool } from './tool-failure.ts'

/** A tool with everything that is known at registration computed. */
export interface CompiledTool {
  readonly name: string
  /** As `tools/list` shows it in the newest revision. */
  readonly listing: JsonObject
  readonly paramHeaders: readonly ParamHeader[]
  /** What a principal must have been granted to see and call it. */
  readonly scopes: readonly string[]
  readonly practices: Composed['practices']
  readonly call: Handler
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
  ...practiceMembers,
]

const noArguments: JsonObject = { type: 'object', properties: {}, additionalProperties: false }

export interface ToolParts {
  readonly compose: Compose
  readonly logger: Logger
  /** What the operator says of this tool, over everything else. */
  readonly overriding: PracticeSettings | undefined
}

export function compileTool(
  name: string,
  definition: ToolDefinition<Schema | undefined>,
  inherited: ToolSettings,
  { compose, logger, overriding = {} }: ToolParts,
): CompiledTool {
  checkName('tool', name)
  checkDescription('tool', name, definition.description)
  checkMembers(`tool "${name}"`, definition, toolMembers)
  checkSettings(`tool "${name}"`, definition)
  if (typeof definition.run !== 'function') throw new DefinitionError(`tool "${name}" has no run function.`)
  const inputSchema = definition.input ? describeObject(definition.input, 'input', name) : noArguments
  const outputSchema = definition.output ? describeSchema(definition.output, 'output', `tool "${name}"`) : undefined
  const settings = mergeSettings(mergeSettings(inherited, definition), overriding)
  const { readOnly = false, idempotent = readOnly } = { ...inherited, ...definition }
  checkCacheable(name, readOnly, definition)
  checkCacheable(name, readOnly, overriding)
  const { input, output } = definition
  const subject = {
    method: 'tools/call',
    name,
    settings,
    readOnly,
    idempotent,
    input,
    inputSchema,
    output,
    outputSchema,
  } as const
  const failing = { name, readOnly, idempotent, logger }
  const composed = compose(subject, runTool({ ...failing, run: definition.run }))
  return {
    name,
    scopes: settings.scopes ?? [],
    practices: composed.practices,
    // Whatever a practice throws on the way is told like what a handler throws.
    call: catchFailures(composed.handle, (call, error) => failTool(failing, call, error)),
    listing: compact({
      name,
      title: definition.title,
      description: definition.description,
      icons: definition.icons,
      ...composed.showSchemas({ inputSchema, outputSchema }),
      annotations: describeBehaviour({ ...inherited, ...definition }),
      _meta: definition.meta,
    }),
    paramHeaders: findParamHeaders(name, inputSchema),
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

/** A lifetime that a definition itself gives to a tool which writes is a mistake; a group's passes such a tool by. And the other way round. */
function checkCacheable(name: string, readOnly: boolean, { cache, dirties = [] }: PracticeSettings): void {
  if (readOnly && dirties.length > 0)
    throw new DefinitionError(
      `tool "${name}": dirties is for tools that write; this one is readOnly: true. Say by which tags its results become stale: cache: { for: '5 minutes', tags: ['tag'] }.`,
    )
  const hasLifetime = typeof cache === 'object' ? cache.for !== undefined : cache !== undefined && !isMode(cache)
  if (readOnly || !hasLifetime) return
  throw new DefinitionError(
    `tool "${name}": cache is for tools with readOnly: true. What has effects must run each time; say what it makes stale instead: dirties: ['tag'].`,
  )
}
