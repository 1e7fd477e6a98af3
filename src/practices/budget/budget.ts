import type { Outcome, RunningCall } from '../../call.ts'
import type { JsonObject } from '../../json.ts'
import { whenReady } from '../../maybe-promise.ts'
import { modeOf } from '../mode.ts'
import type { Handler, Practice, Subject } from '../practice.ts'
import type { Continuations } from './continuations.ts'
import { errorDataOf } from './error-data.ts'
import { fitFailure } from './fit-failure.ts'
import { fitContents, fitMessages } from './fit-reading.ts'
import { fitToolResult } from './fit-tool-result.ts'
import type { Fitting } from './fitting.ts'
import { type BudgetRules, rulesOf } from './limits.ts'
import { add, type Cost, costOf, costOfBlocks, fits, sizeUpTo } from './measure.ts'
import { objects } from './objects.ts'
import { addCursor, takesCursor } from './paging-tools.ts'
import { knowsStructured, readsOf } from './readers.ts'
import { thousands } from './thousands.ts'

/** Structured content of up to so many characters may stand in the text as well. */
const smallTwin = 4096

/**
 * Holds every result to a number of tokens and bytes. What does not fit is paged or can be read at a link for a while;
 * nothing is left out without a word.
 */
export function makeBudget(continuations: Continuations): Practice {
  return {
    name: 'budget',
    wrap(subject, next) {
      const mode = modeOf(subject.settings.budget)
      if (mode === 'off') return undefined
      const rules = rulesOf(subject)
      const fitting = { subject, rules, continuations, takesCursor: takesCursor(subject) }
      const judge = (outcome: Outcome, call: RunningCall): Outcome => {
        const fitted = fit(outcome, call, fitting, mode === 'report')
        if (mode === 'enforce') return fitted
        if (fitted !== outcome) call.record.report('budget', 'RESULT_TOO_LARGE')
        return outcome
      }
      const held = holdToBudget(next, judge)
      return rules.exact ? countArguments(held, rules) : held
    },
    describe: subject => ({
      mode: modeOf(subject.settings.budget),
      setting: `${thousands(rulesOf(subject).limits.tokens)} tokens`,
    }),
    extendSchemas: addCursor,
  }
}

/** Where an author counts tokens, the record says those of the arguments too. */
function countArguments(next: Handler, { count }: BudgetRules): Handler {
  return function countTokens(args, call) {
    call.record.tokensIn = count(JSON.stringify(args) ?? '')
    return next(args, call)
  }
}

function holdToBudget(next: Handler, judge: (outcome: Outcome, call: RunningCall) => Outcome): Handler {
  return function keepToBudget(args, call) {
    return whenReady(next(args, call), outcome => judge(outcome, call))
  }
}

/** The same outcome where it fits. With `onlyAsked`, another one stands for what would be made, which costs nothing. */
function fit(outcome: Outcome, call: RunningCall, fitting: Fitting, onlyAsked: boolean): Outcome {
  const { rules, subject } = fitting
  if (outcome.kind === 'failure') return fitFailure(outcome, rules)
  if (outcome.kind !== 'result') return outcome
  const { result } = outcome
  const measure = measures[subject.method]
  if (!measure || (!rules.exact && measure.size(result) <= rules.floor)) return outcome
  const { cost, saysTwice } = measure.cost(result, call, rules)
  if (fits(cost, rules.limits) && !saysTwice) {
    call.record.tokensOut = cost.tokens
    return outcome
  }
  return onlyAsked ? { kind: 'result', result } : measure.fit(result, call, fitting)
}

interface Measure {
  /** Characters at most that count, cheaply. More than the floor where only the whole measure tells. */
  size(result: JsonObject): number
  cost(result: JsonObject, call: RunningCall, rules: BudgetRules): { readonly cost: Cost; readonly saysTwice?: boolean }
  fit(result: JsonObject, call: RunningCall, fitting: Fitting): Outcome
}

const measures: Partial<Record<Subject['method'], Measure>> = {
  'tools/call': {
    size(result) {
      const { content, structuredContent } = result
      const text = sizeUpTo(content, Number.POSITIVE_INFINITY) + sizeOfErrorData(result)
      if (structuredContent === undefined) return text
      const structured = sizeUpTo(structuredContent, smallTwin)
      return structured > smallTwin ? Number.POSITIVE_INFINITY : text + structured
    },
    cost(result, call, rules) {
      const blocks = objects(result.content)
      const data = errorDataOf(result)
      const told = costOfBlocks(blocks, rules)
      const text = data === undefined ? told : add(told, costOf(JSON.stringify(data), rules))
      const { structuredContent } = result
      if (structuredContent === undefined || !knowsStructured(call.revision)) return { cost: text }
      const json = JSON.stringify(structuredContent)
      const isTwin = blocks.length === 1 && blocks[0]?.text === json
      const structured = isTwin ? text : costOf(json, rules)
      const isLarge = json.length > smallTwin && structured.tokens > rules.limits.tokens / 4
      // A client that shows its model the text alone has it read once.
      const read = isTwin && readsOf(call) === 'text' ? { ...structured, tokens: 0 } : structured
      return { cost: add(text, read), saysTwice: isTwin && isLarge && result.isError !== true }
    },
    fit: fitToolResult,
  },
  'resources/read': {
    size: ({ contents }) => sizeUpTo(contents, Number.POSITIVE_INFINITY),
    cost: ({ contents }, _call, rules) => ({
      cost: costOfBlocks(
        objects(contents).map(resource => ({ type: 'resource', resource })),
        rules,
      ),
    }),
    fit: fitContents,
  },
  'prompts/get': {
    size: ({ messages }) => sizeUpTo(messages, Number.POSITIVE_INFINITY),
    cost: ({ messages }, _call, rules) => ({
      cost: costOfBlocks(objects(objects(messages).map(({ content }) => content)), rules),
    }),
    fit: fitMessages,
  },
}

function sizeOfErrorData(result: JsonObject): number {
  const data = errorDataOf(result)
  return data === undefined ? 0 : sizeUpTo(data, Number.POSITIVE_INFINITY)
}
