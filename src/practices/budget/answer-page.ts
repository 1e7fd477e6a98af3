import type { Outcome, RunningCall } from '../../call.ts'
import type { Json, JsonObject } from '../../json.ts'
import { type Fitting, goOn, metaOf, pageFacts, uriOf } from './fitting.ts'
import type { Kept } from './kept-results.ts'
import { knowsStructured, readsOf } from './readers.ts'
import { summarise } from './summary.ts'

/** What goes on an answer beside the page. */
export interface Beside {
  readonly rest?: JsonObject
  readonly structured?: Json
  readonly blocks?: readonly JsonObject[]
  readonly kept?: readonly Kept[]
}

/** The member of a paged result that names the next page, for clients whose model sees structured content alone. */
export const nextMember = 'nextCursor'

/** A page of a tool's result. */
export function answerPage(
  kept: Kept,
  page: number,
  call: RunningCall,
  fitting: Fitting,
  beside: Beside = {},
): Outcome {
  const { label, blocks, isList = false } = kept.pages[page]!
  const isStructured = isList && fitting.subject.output !== undefined && knowsStructured(call.revision)
  // A tool with an output schema owes it structured content, which only a page of a list has.
  const byCursor = fitting.takesCursor && (isList || fitting.subject.output === undefined)
  const next = goOn(kept, page, fitting, byCursor)
  const { _meta, ...rest } = beside.rest ?? {}
  const meta = metaOf(_meta, [kept, ...(beside.kept ?? [])], pageFacts(kept, page, fitting, byCursor))
  const note = next === undefined ? `${label}: the last.` : `${label}. ${next}`
  const others = beside.blocks ?? []
  const said = (text: string): JsonObject => ({ type: 'text', text })
  if (!isStructured) {
    const content = [...blocks, ...others, said(note)]
    const { structured } = beside
    return result({ ...rest, content, ...(structured !== undefined && { structuredContent: structured }), _meta: meta })
  }
  const text = blocks[0]?.text as string
  const value = JSON.parse(text) as JsonObject
  const cursor = fitting.continuations.tokenOf(kept, page + 1)
  const structuredContent = next === undefined ? value : { ...value, [nextMember]: cursor }
  const content = readsOf(call) === 'text' ? [...blocks, ...others, said(note)] : [said(pointer()), ...others]
  return result({ ...rest, content, structuredContent, _meta: meta })

  function pointer(): string {
    const asText = readsOf(call) === 'unknown' ? ` As text: read the resource ${uriOf(kept, page, fitting)}.` : ''
    return `${note} The items are in the structured content: ${summarise(value)}.${asText}`
  }
}

function result(made: JsonObject): Outcome {
  return { kind: 'result', result: made }
}
