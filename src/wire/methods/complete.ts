import type { Outcome, RunningCall } from '../../call.ts'
import { isJsonObject, type JsonObject } from '../../json.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import type { Completer } from '../../primitives/resource.ts'
import { failRead, refuseCall } from '../../refusal.ts'
import { quoteForeign } from '../quote-foreign.ts'
import type { Service } from '../service.ts'
import { optionalObject, refuse, requireString, sentParams } from './check-params.ts'
import type { Method } from './method.ts'

/** The protocol's own limit (specification, "Completion": "Maximum 100 items per response"). */
const maxValues = 100

export const complete: Method = (call, service) =>
  service.around('completion/complete', (_args, asked) => propose(asked, service))(sentParams(call.params), call)

function propose(call: RunningCall, service: Service): MaybePromise<Outcome> {
  const { params } = call
  const argument = params.argument
  if (!isJsonObject(argument)) throw refuse('"argument" must be an object')
  const name = requireString(argument, 'name')
  const typed = requireString(argument, 'value')
  const context = optionalObject(optionalObject(params, 'context'), 'arguments')
  if (Object.values(context).some(value => typeof value !== 'string')) throw refuse('"context.arguments" holds strings')
  const { completers, scopes } = findCompleters(params.ref, service)
  // What may not be called does not tell its values either.
  const missing = scopes.filter(scope => !call.principal.scopes.includes(scope))
  if (missing.length > 0) {
    const message = `The completion needs scopes that were not granted: ${missing.join(', ')}`
    return refuseCall(call, 'authorize', 'SCOPE_MISSING', { message, data: { requiredScopes: missing } })
  }
  const completer = Object.hasOwn(completers, name) ? completers[name] : undefined
  if (!completer) return describe([])
  try {
    const proposed = completer(typed, { arguments: context as Readonly<Record<string, string>> }, call)
    if (!isPromise(proposed)) return describe(proposed)
    return proposed.then(describe).catch(error => failRead(call, error, service.logger))
  } catch (error) {
    return failRead(call, error, service.logger)
  }
}

interface Completed {
  readonly completers: Readonly<Record<string, Completer | undefined>>
  readonly scopes: readonly string[]
}

function findCompleters(ref: unknown, service: Service): Completed {
  if (!isJsonObject(ref)) throw refuse('"ref" must be an object')
  if (ref.type === 'ref/prompt') {
    const name = requireString(ref as JsonObject, 'name')
    const prompt = service.registry.prompts.get(name)
    if (!prompt) throw refuse(`Prompt ${quoteForeign(name)} not found`)
    return { completers: prompt.complete, scopes: prompt.scopes }
  }
  if (ref.type !== 'ref/resource') throw refuse('"ref.type" must be ref/prompt or ref/resource')
  const uri = requireString(ref as JsonObject, 'uri')
  const template = service.registry.templates.get(uri)
  if (template) return { completers: template.complete, scopes: template.scopes }
  if (!service.registry.resources.has(uri)) throw refuse(`Resource template ${quoteForeign(uri)} not found`)
  return { completers: {}, scopes: [] }
}

function describe(proposed: readonly string[]): Outcome {
  const completion = {
    values: proposed.slice(0, maxValues),
    total: proposed.length,
    hasMore: proposed.length > maxValues,
  }
  return { kind: 'result', result: { completion } }
}
