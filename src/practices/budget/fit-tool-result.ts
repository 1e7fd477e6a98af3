import type { Outcome, RunningCall } from '../../call.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { refuseCall } from '../../refusal.ts'
import { answerPage, type Beside } from './answer-page.ts'
import { cutError } from './cut-error.ts'
import {
  checkSize,
  describeSpilled,
  type Fitting,
  keep,
  keepJson,
  linkTo,
  metaOf,
  type Spilled,
  spillBlock,
  TooLarge,
} from './fitting.ts'
import type { Kept } from './kept-results.ts'
import type { Limits } from './limits.ts'
import { costOf, costOfBlocks, fits, forBoth, scale, subtract } from './measure.ts'
import { findList, pageList } from './page-list.ts'
import { pageBlocks } from './pages.ts'
import { knowsStructured, readsOf } from './readers.ts'
import { summarise } from './summary.ts'
import { thousands } from './thousands.ts'

/** Makes a tool's result fit that is too large, or that says the same at length twice. */
export function fitToolResult(result: JsonObject, call: RunningCall, fitting: Fitting): Outcome {
  if (result.isError === true) return made(cutError(result, fitting.rules))
  const { structuredContent, content, ...rest } = result
  const blocks = Array.isArray(content) ? content.filter(isJsonObject) : []
  try {
    checkSize(result, fitting)
    if (structuredContent === undefined || !knowsStructured(call.revision))
      return fitUnstructured(blocks, call, fitting, rest)
    const json = JSON.stringify(structuredContent)
    const isTwin = blocks.length === 1 && blocks[0]?.text === json
    return isTwin
      ? fitTwins(structuredContent, json, rest, call, fitting)
      : fitBoth(structuredContent, json, blocks, rest, call, fitting)
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error
    return refuse(call, fitting, [])
  }
}

/** Text that is a JSON list is paged by its items: before 2025-06-18 it is all there is, and without an object before 2026. */
function fitUnstructured(
  blocks: readonly JsonObject[],
  call: RunningCall,
  fitting: Fitting,
  rest: JsonObject,
): Outcome {
  const { rules } = fitting
  const text = blocks.length === 1 && blocks[0]?.type === 'text' ? (blocks[0].text as string) : undefined
  const value = text === undefined ? undefined : parseCompact(text)
  const list = value === undefined ? undefined : findList(value)
  const pages = value !== undefined && list && pageList(value, list, rules.room, rules, undefined)
  if (pages && pages.length > 1)
    return answerPage(keep(pages, call, fitting, 'application/json'), 0, call, fitting, { rest })
  return fitBlocks(blocks, rules.room, call, fitting, { rest })
}

/** Structured content, and a text that is the same. */
function fitTwins(value: Json, json: string, rest: JsonObject, call: RunningCall, fitting: Fitting): Outcome {
  const { rules, subject, takesCursor } = fitting
  const size = costOf(json, rules)
  const isOwed = subject.output !== undefined
  const reads = readsOf(call)
  const text = { type: 'text', text: json }
  if (isOwed && reads === 'text' && fits(size, forBoth(rules.limits)))
    return made({ ...rest, content: [text], structuredContent: value })
  if (!isOwed && reads !== 'structured' && fits(size, rules.limits)) return made({ ...rest, content: [text] })

  const list = (isOwed && !takesCursor) || (reads !== 'text' && fits(size, rules.room)) ? undefined : findList(value)
  const limits = isOwed && reads === 'text' ? forBoth(rules.room) : rules.room
  const pages = list && pageList(value, list, limits, rules, subject.output)
  if (pages && pages.length > 1)
    return answerPage(keep(pages, call, fitting, 'application/json'), 0, call, fitting, { rest })

  if (fits(size, rules.room)) return summarised(value, json, rest, call, fitting)
  const spilled = spillJson(json, 'The structured content', call, fitting)
  return isOwed ? refuse(call, fitting, [spilled]) : linked(value, spilled, rest, fitting)
}

/** Structured content whole; its text is one line, and can be read where the client may not show the other. */
function summarised(value: Json, json: string, rest: JsonObject, call: RunningCall, fitting: Fitting): Outcome {
  const summary = `The result is in the structured content: ${summarise(value)}.`
  if (readsOf(call) === 'structured')
    return made({ ...rest, content: [{ type: 'text', text: summary }], structuredContent: value })
  const spilled = spillJson(json, 'The same as text', call, fitting)
  const { _meta, ...others } = rest
  return made({
    ...others,
    content: [{ type: 'text', text: `${summary} ${spilled.text}` }],
    structuredContent: value,
    _meta: metaOf(_meta, [spilled.kept], { text: spilled.uri }),
  })
}

/** Nothing but a link and what it leads to. */
function linked(value: Json, spilled: Spilled, rest: JsonObject, fitting: Fitting): Outcome {
  const { _meta, ...others } = rest
  const text = `${spilled.text} It has ${summarise(value)}.`
  return made({
    ...others,
    content: [linkTo(spilled, `Result of ${fitting.subject.name}`), { type: 'text', text }],
    _meta: metaOf(_meta, [spilled.kept], { result: spilled.uri }),
  })
}

/** Structured content, and content of the handler's own. */
function fitBoth(
  value: Json,
  json: string,
  blocks: readonly JsonObject[],
  rest: JsonObject,
  call: RunningCall,
  fitting: Fitting,
): Outcome {
  const { rules, subject, takesCursor } = fitting
  const size = costOf(json, rules)
  const isOwed = subject.output !== undefined
  if (!isOwed && !fits(size, scale(rules.room, 0.25))) {
    const spilled = spillJson(json, 'The structured content', call, fitting)
    return fitBlocks(blocks, rules.room, call, fitting, { rest, blocks: [tell(spilled.text)], kept: [spilled.kept] })
  }
  const left = subtract(rules.room, size)
  const worth = left.tokens > rules.room.tokens / 4 && left.bytes > rules.room.bytes / 4
  if (worth) return fitBlocks(blocks, left, call, fitting, { rest, structured: value })
  const aside = keep(pageBlocks(wholeBlocks(blocks, call, fitting).blocks, rules.room, rules), call, fitting)
  const spilled = describeSpilled(aside, 'text/plain', 'The content', fitting)
  if (fits(size, rules.room)) {
    const { _meta, ...others } = rest
    return made({
      ...others,
      content: [linkTo(spilled, `Content of ${subject.name}`), tell(spilled.text)],
      structuredContent: value,
      _meta: metaOf(_meta, [aside], { content: spilled.uri }),
    })
  }
  const list = takesCursor ? findList(value) : undefined
  const limits = readsOf(call) === 'text' ? forBoth(rules.room) : rules.room
  const pages = list && pageList(value, list, limits, rules, subject.output)
  if (pages && pages.length > 1)
    return answerPage(keep(pages, call, fitting, 'application/json'), 0, call, fitting, {
      rest,
      blocks: [tell(spilled.text)],
      kept: [aside],
    })
  return refuse(call, fitting, [spillJson(json, 'The structured content', call, fitting), spilled])
}

/** Content blocks: what cannot be cut and is too large becomes a link, the rest is paged. */
function fitBlocks(
  blocks: readonly JsonObject[],
  limits: Limits,
  call: RunningCall,
  fitting: Fitting,
  beside: Beside,
): Outcome {
  const { rules } = fitting
  const whole = wholeBlocks(blocks, call, fitting)
  const kept = [...whole.kept, ...(beside.kept ?? [])]
  if (!fits(costOfBlocks(whole.blocks, rules), limits)) {
    const pages = pageBlocks(whole.blocks, limits, rules)
    return answerPage(keep(pages, call, fitting), 0, call, fitting, { ...beside, kept })
  }
  const { _meta, ...rest } = beside.rest ?? {}
  return made({
    ...rest,
    content: [...whole.blocks, ...(beside.blocks ?? [])],
    ...(beside.structured !== undefined && { structuredContent: beside.structured }),
    ...(kept.length > 0 ? { _meta: metaOf(_meta, kept, { leftOut: kept.length }) } : _meta !== undefined && { _meta }),
  })
}

function wholeBlocks(
  blocks: readonly JsonObject[],
  call: RunningCall,
  fitting: Fitting,
): { readonly blocks: readonly JsonObject[]; readonly kept: readonly Kept[] } {
  const kept: Kept[] = []
  const whole = blocks.flatMap(block => {
    const spilled = spillBlock(block, call, fitting)
    if (!spilled) return [block]
    kept.push(spilled.kept)
    return [linkTo(spilled, `Part of the result of ${fitting.subject.name}`), tell(spilled.text)]
  })
  return { blocks: whole, kept }
}

function spillJson(json: string, what: string, call: RunningCall, fitting: Fitting): Spilled {
  const { tokens } = costOf(json, fitting.rules)
  const described = `${what} (about ${thousands(tokens)} tokens)`
  return describeSpilled(keepJson(json, call, fitting), 'application/json', described, fitting)
}

/** The output schema asks for what does not fit. */
function refuse(call: RunningCall, { subject }: Fitting, spilled: readonly Spilled[]): Outcome {
  const where = spilled.map(({ text }) => ` ${text.replace(/\.$/, '')}`).join('.')
  const message = `The result of ${subject.name} is larger than an answer may be${where === '' ? '' : `.${where}`}`
  const outcome = refuseCall(call, 'budget', 'RESULT_TOO_LARGE', { message })
  if (outcome.kind !== 'result') return outcome
  const { content, _meta } = outcome.result
  const links = spilled.map(one => linkTo(one, `Result of ${subject.name}`))
  const kept = spilled.map(one => one.kept)
  return made({
    ...outcome.result,
    content: [...(content as readonly Json[]), ...links],
    _meta: metaOf(_meta, kept, { result: spilled[0]?.uri }),
  })
}

/** The value of a text that is JSON as the server writes it; one that an author laid out stays as it is. */
function parseCompact(text: string): Json | undefined {
  if (!/^[[{]/.test(text)) return undefined
  try {
    const value = JSON.parse(text) as Json
    return JSON.stringify(value) === text ? value : undefined
  } catch {
    return undefined
  }
}

function tell(text: string): JsonObject {
  return { type: 'text', text }
}

function made(result: JsonObject): Outcome {
  return { kind: 'result', result }
}
