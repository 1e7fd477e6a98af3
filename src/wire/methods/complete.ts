import type { Outcome, RunningCall } from '../../call.ts'
import { isJsonObject, type JsonObject } from '../../json.ts'
import { type MaybePromise, whenReady } from '../../maybe-promise.ts'
import type { Completer } from '../../primitives/resource.ts'
import type { Service } from '../service.ts'
import { optionalObject, refuse, requireString } from './check-params.ts'
import type { Method } from './method.ts'

/** The protocol's own limit (specification, "Completion": "Maximum 100 items per response"). */
const maxValues = 100

export const complete: Method = (call, service) =>
  service.around('completion/complete', (_args, asked) => propose(asked, service))(undefined, call)

function propose(call: RunningCall, service: Service): MaybePromise<Outcome> {
  const { params } = call
  const argument = params.argument
  if (!isJsonObject(argument)) throw refuse('"argument" must be an object')
  const name = requireString(argument, 'name')
  const typed = requireString(argument, 'value')
  const context = optionalObject(optionalObject(params, 'context'), 'arguments')
  if (Object.values(context).some(value => typeof value !== 'string')) throw refuse('"context.arguments" holds strings')
  const completer = findCompleter(params.ref, name, service)
  const proposed = completer?.(typed, { arguments: context as Readonly<Record<string, string>> }, call) ?? []
  return whenReady(proposed, describe)
}

function findCompleter(ref: unknown, argument: string, service: Service): Completer | undefined {
  if (!isJsonObject(ref)) throw refuse('"ref" must be an object')
  if (ref.type === 'ref/prompt') {
    const name = requireString(ref as JsonObject, 'name')
    const prompt = service.registry.prompts.get(name)
    if (!prompt) throw refuse(`Prompt ${name} not found`)
    return own(prompt.complete, argument)
  }
  if (ref.type !== 'ref/resource') throw refuse('"ref.type" must be ref/prompt or ref/resource')
  const uri = requireString(ref as JsonObject, 'uri')
  const template = service.registry.templates.get(uri)
  if (!template && !service.registry.resources.has(uri)) throw refuse(`Resource template ${uri} not found`)
  return template && own(template.complete, argument)
}

function own(completers: Readonly<Record<string, Completer | undefined>>, name: string): Completer | undefined {
  return Object.hasOwn(completers, name) ? completers[name] : undefined
}

function describe(proposed: readonly string[]): Outcome {
  const completion = {
    values: proposed.slice(0, maxValues),
    total: proposed.length,
    hasMore: proposed.length > maxValues,
  }
  return { kind: 'result', result: { completion } }
}
