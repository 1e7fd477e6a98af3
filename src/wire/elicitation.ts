import { randomUUID } from 'node:crypto'
import type { ElicitAnswer, Elicitation } from '../call.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { isPromise } from '../maybe-promise.ts'
import { describeSchema, type Schema } from '../primitives/schema.ts'
import type { Question } from './conversation.ts'

/** `elicitation/create` for a form or a URL (specification, "Elicitation"). */
export function describeElicitation(elicitation: Elicitation<Schema | undefined>): Question {
  const { key, message, url, schema } = elicitation
  if (url !== undefined) {
    return { key, method: 'elicitation/create', params: { mode: 'url', message, url, elicitationId: randomUUID() } }
  }
  return {
    key,
    method: 'elicitation/create',
    params: { message, requestedSchema: schema ? describeForm(schema) : emptyForm },
  }
}

const emptyForm: JsonObject = { type: 'object', properties: {} }

/** A form knows only `type`, `properties` and `required`; clients refuse more. */
function describeForm(schema: Schema): JsonObject {
  const { type, properties, required } = describeSchema(schema, 'input', 'elicit')
  return { type: type ?? 'object', properties: properties ?? {}, ...(required !== undefined && { required }) }
}

/** The answer, its content checked against the form; undefined where it is malformed. */
export function acceptElicitation<S extends Schema | undefined>(
  elicitation: Elicitation<S>,
  answer: JsonObject,
): ElicitAnswer<S> | undefined | Promise<ElicitAnswer<S> | undefined> {
  const { action, content } = answer
  if (action === 'decline' || action === 'cancel') return { action }
  if (action !== 'accept') return undefined
  if (elicitation.url !== undefined) return { action }
  if (content !== undefined && !isJsonObject(content)) return undefined
  const filled = content ?? {}
  if (!elicitation.schema) return { action, content: filled } as unknown as ElicitAnswer<S>
  const verdict = elicitation.schema['~standard'].validate(filled)
  const conclude = (known: Awaited<typeof verdict>) =>
    known.issues ? undefined : ({ action, content: known.value } as unknown as ElicitAnswer<S>)
  return isPromise(verdict) ? verdict.then(conclude) : conclude(verdict)
}
