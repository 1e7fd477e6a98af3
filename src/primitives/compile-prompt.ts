import type { Call, Outcome } from '../call.ts'
import { DefinitionError, rpcFailure } from '../errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { type MaybePromise, whenReady } from '../maybe-promise.ts'
import { checkSchema } from './check-schema.ts'
import { compact } from './listing.ts'
import { checkDescription, checkName } from './names.ts'
import type { PromptDefinition, PromptReturn } from './prompt.ts'
import type { Completer } from './resource.ts'
import { describeSchema, type Schema } from './schema.ts'
import { describeIssue } from './tool-failure.ts'

export interface CompiledPrompt {
  readonly name: string
  readonly listing: JsonObject
  readonly complete: Readonly<Record<string, Completer | undefined>>
  get(args: JsonObject, call: Call): MaybePromise<Outcome>
}

export function compilePrompt(name: string, definition: PromptDefinition<Schema | undefined>): CompiledPrompt {
  checkName('prompt', name)
  checkDescription('prompt', name, definition.description)
  const { title, description, icons, meta } = definition
  const schema = definition.arguments?.['~standard']
  const finish = (built: PromptReturn): Outcome => ({
    kind: 'result',
    result: { description, messages: toMessages(built) },
  })
  const build = (args: unknown, call: Call) =>
    whenReady(definition.build(args as Readonly<Record<string, never>>, call), finish)
  return {
    name,
    listing: compact({
      name,
      title,
      description,
      icons,
      arguments: listArguments(name, definition.arguments),
      _meta: meta,
    }),
    complete: (definition.complete ?? {}) as Readonly<Record<string, Completer | undefined>>,
    get(args, call) {
      if (!schema) return build({}, call)
      return whenReady(schema.validate(args), verdict => {
        if (!verdict.issues) return build(verdict.value, call)
        const problems = verdict.issues.map(describeIssue)
        const message = `Invalid arguments for prompt ${name}: ${problems.join('; ')}`
        return { kind: 'failure', failure: rpcFailure('INVALID_PARAMS', { message, http: 200, data: { problems } }) }
      })
    },
  }
}

function toMessages(built: PromptReturn): Json {
  if (typeof built === 'string') return [{ role: 'user', content: { type: 'text', text: built } }]
  return built as unknown as Json
}

/** `prompts/list` names arguments one by one instead of giving a schema. */
function listArguments(prompt: string, schema: Schema | undefined): Json | undefined {
  if (!schema) return undefined
  checkSchema(schema, 'arguments', `prompt "${prompt}"`)
  const described = describeSchema(schema, 'input', `prompt "${prompt}"`)
  const properties = described.properties
  if (!isJsonObject(properties))
    throw new DefinitionError(`prompt "${prompt}": its arguments must be an object of named strings.`)
  const required = Array.isArray(described.required) ? described.required : []
  return Object.entries(properties).map(([name, property]) => {
    const facts = isJsonObject(property) ? property : {}
    return compact({
      name,
      title: facts.title,
      description: facts.description,
      required: required.includes(name),
    })
  })
}
