import type { Call, Outcome, RunningCall } from '../call.ts'
import { checkMembers } from '../check-members.ts'
import { DefinitionError } from '../errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { type MaybePromise, whenReady } from '../maybe-promise.ts'
import { catchFailures } from '../practices/catch-failures.ts'
import { checkSettings } from '../practices/check-settings.ts'
import type { Compose, Composed } from '../practices/practice.ts'
import { mergeSettings, type PracticeSettings } from '../practices/settings.ts'
import { failRead } from '../refusal.ts'
import type { Logger } from '../telemetry/logger.ts'
import { checkSchema } from './check-schema.ts'
import { compact } from './listing.ts'
import { checkDescription, checkName } from './names.ts'
import type { PromptDefinition, PromptReturn } from './prompt.ts'
import type { Completer } from './resource.ts'
import { describeSchema, type Schema } from './schema.ts'

export interface CompiledPrompt {
  readonly name: string
  readonly listing: JsonObject
  readonly complete: Readonly<Record<string, Completer | undefined>>
  readonly scopes: readonly string[]
  readonly practices: Composed['practices']
  get(args: JsonObject, call: RunningCall): MaybePromise<Outcome>
}

export function compilePrompt(
  name: string,
  definition: PromptDefinition<Schema | undefined>,
  inherited: PracticeSettings,
  { compose, logger }: { readonly compose: Compose; readonly logger: Logger },
): CompiledPrompt {
  checkName('prompt', name)
  checkDescription('prompt', name, definition.description)
  checkMembers(`prompt "${name}"`, definition, promptMembers)
  if (typeof definition.build !== 'function') throw new DefinitionError(`prompt "${name}" has no build function.`)
  checkSettings(`prompt "${name}"`, definition)
  const { title, description, icons, meta } = definition
  const input = definition.arguments
  const inputSchema = input ? describeArguments(name, input) : noArguments
  const finish = (built: PromptReturn): Outcome => ({
    kind: 'result',
    result: { description, messages: toMessages(built) },
  })
  const build = (args: unknown, call: Call) =>
    whenReady(definition.build(args as Readonly<Record<string, never>>, call), finish)
  const settings = mergeSettings(inherited, definition)
  const subject = {
    method: 'prompts/get',
    name,
    settings,
    readOnly: true,
    idempotent: true,
    input,
    inputSchema,
  } as const
  const tell = (call: RunningCall, error: unknown) => failRead(call, error, logger)
  const composed = compose(subject, catchFailures(build, tell))
  return {
    name,
    scopes: settings.scopes ?? [],
    practices: composed.practices,
    listing: compact({
      name,
      title,
      description,
      icons,
      arguments: input && listArguments(inputSchema),
      _meta: meta,
    }),
    complete: (definition.complete ?? {}) as Readonly<Record<string, Completer | undefined>>,
    get: catchFailures(composed.handle, tell),
  }
}

const promptMembers: readonly (keyof PromptDefinition)[] = [
  'title',
  'description',
  'arguments',
  'icons',
  'meta',
  'complete',
  'build',
  'admit',
  'scopes',
  'limit',
  'validate',
  'cache',
  'deadline',
  'redact',
  'budget',
  'record',
]

function toMessages(built: PromptReturn): Json {
  if (typeof built === 'string') return [{ role: 'user', content: { type: 'text', text: built } }]
  return built as unknown as Json
}

const noArguments: JsonObject = { type: 'object', properties: {} }

function describeArguments(prompt: string, schema: Schema): JsonObject {
  checkSchema(schema, 'arguments', `prompt "${prompt}"`)
  const described = describeSchema(schema, 'input', `prompt "${prompt}"`)
  if (!isJsonObject(described.properties))
    throw new DefinitionError(`prompt "${prompt}": its arguments must be an object of named strings.`)
  return described
}

/** `prompts/list` names arguments one by one instead of giving a schema. */
function listArguments({ properties, required }: JsonObject): Json {
  const needed: readonly Json[] = Array.isArray(required) ? required : []
  return Object.entries(isJsonObject(properties) ? properties : {}).map(([name, property]) => {
    const facts = isJsonObject(property) ? property : {}
    return compact({ name, title: facts.title, description: facts.description, required: needed.includes(name) })
  })
}
