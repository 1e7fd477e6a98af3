import type { Outcome } from '../../call.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { cutSentence, dataShare } from './cut-error.ts'
import type { BudgetRules } from './limits.ts'
import { add, type Cost, costOf, fits, nothing, scale, sizeUpTo, subtract } from './measure.ts'

type Failed = Extract<Outcome, { kind: 'failure' }>

/**
 * An error of the protocol that fits: the same where it does, else its data, or what every error says of itself, where
 * that is a small part, and the message up to the end of a sentence.
 */
export function fitFailure(outcome: Failed, rules: BudgetRules): Outcome {
  const { message, data, ...rest } = outcome.failure
  if (message.length + sizeUpTo(data, rules.floor) <= rules.floor) return outcome
  if (fits(add(costOf(message, rules), costOfData(data, rules)), rules.limits)) return outcome
  const share = scale(rules.room, dataShare)
  const kept = [data, factsOf(data)].find(some => fits(costOfData(some, rules), share))
  const shown = cutSentence(message, rules, subtract(rules.room, costOfData(kept, rules)))
  const left = `${shown} (More of this error is left out.)`
  return { kind: 'failure', failure: { ...rest, message: left, ...(kept !== undefined && { data: kept }) } }
}

const facts = ['code', 'category', 'retryable', 'retryAfterMs', 'correlationId']

/** What every error says of itself, without its author's data. */
function factsOf(data: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(data)) return undefined
  return Object.fromEntries(Object.entries(data).filter(([name]) => facts.includes(name)))
}

function costOfData(data: Json | undefined, rules: BudgetRules): Cost {
  return data === undefined ? nothing : costOf(JSON.stringify(data), rules)
}
