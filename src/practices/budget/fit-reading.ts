import type { Outcome, RunningCall } from '../../call.ts'
import { isJsonObject, type JsonObject } from '../../json.ts'
import { refuseCall } from '../../refusal.ts'
import { checkSize, type Fitting, goOn, keep, metaOf, pageFacts, spillBlock, TooLarge, uriOf } from './fitting.ts'
import type { Kept } from './kept-results.ts'
import { objects } from './objects.ts'
import { pageBlocks } from './pages.ts'

/** Makes what `resources/read` answers fit: what goes on is said in one more content, under the address of the next page. */
export function fitContents(result: JsonObject, call: RunningCall, fitting: Fitting): Outcome {
  const contents = objects(result.contents)
  return fit(
    contents.map(resource => ({ type: 'resource', resource })),
    call,
    fitting,
    paged => {
      const note = paged.note && { uri: paged.next, mimeType: 'text/plain', text: paged.note }
      return {
        ...result,
        contents: [...paged.blocks.map(block => contentOf(block, '', 'text/plain')), ...(note ? [note] : [])],
        _meta: metaOf(result._meta, paged.kept, paged.facts),
      }
    },
  )
}

/** Makes a prompt fit: what goes on is said in one more message. */
export function fitMessages(result: JsonObject, call: RunningCall, fitting: Fitting): Outcome {
  const messages = objects(result.messages)
  return fit(
    messages.map(({ content }) => content as JsonObject),
    call,
    fitting,
    paged => {
      const told = paged.blocks.map((content, at) => ({ ...messages[paged.sources[at]!], content }))
      const note = { role: 'user', content: { type: 'text', text: paged.note ?? '' } }
      return {
        ...result,
        messages: paged.note === undefined ? told : [...told, note],
        _meta: metaOf(result._meta, paged.kept, paged.facts),
      }
    },
  )
}

/** A page of what was kept, as `resources/read` answers it. */
export function readPage(kept: Kept, page: number, fitting: Pick<Fitting, 'continuations'>): JsonObject {
  const { blocks, label } = kept.pages[page]!
  const reading = { ...fitting, takesCursor: false } as Fitting
  const next = goOn(kept, page, reading, false)
  const uri = uriOf(kept, page, fitting)
  const note = { uri: uriOf(kept, page + 1, fitting), mimeType: 'text/plain', text: `${label}. ${next}` }
  return {
    contents: [...blocks.map(block => contentOf(block, uri, kept.mimeType)), ...(next === undefined ? [] : [note])],
    ttlMs: 0,
    cacheScope: 'private',
    _meta: metaOf(undefined, [kept], pageFacts(kept, page, reading, false)),
  }
}

interface Paged {
  readonly blocks: readonly JsonObject[]
  readonly sources: readonly number[]
  readonly note: string | undefined
  /** Address of the next page. */
  readonly next: string | undefined
  readonly kept: readonly Kept[]
  readonly facts: Parameters<typeof metaOf>[2]
}

function fit(
  blocks: readonly JsonObject[],
  call: RunningCall,
  fitting: Fitting,
  render: (paged: Paged) => JsonObject,
): Outcome {
  const { rules, subject } = fitting
  try {
    checkSize({ blocks }, fitting)
    const aside: Kept[] = []
    const whole = blocks.map(block => {
      const spilled = spillBlock(block, call, fitting)
      if (!spilled) return block
      aside.push(spilled.kept)
      const { uri, text } = spilled
      return isJsonObject(block.resource)
        ? { type: 'resource', resource: { uri, mimeType: 'text/plain', text } }
        : { type: 'text', text }
    })
    const pages = pageBlocks(whole, rules.room, rules)
    const first = pages[0]!
    if (pages.length === 1) {
      const { blocks, sources } = first
      const facts = { leftOut: aside.length }
      return {
        kind: 'result',
        result: render({ blocks, sources, note: undefined, next: undefined, kept: aside, facts }),
      }
    }
    const kept = keep(pages, call, fitting)
    const { blocks: shown, sources } = first
    const note = `${first.label}. ${goOn(kept, 0, fitting, false)}`
    const facts = pageFacts(kept, 0, fitting, false)
    const paged = { blocks: shown, sources, note, next: uriOf(kept, 1, fitting), kept: [kept, ...aside], facts }
    return { kind: 'result', result: render(paged) }
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error
    const message = `The content of ${subject.name} is larger than an answer may be`
    return refuseCall(call, 'budget', 'RESULT_TOO_LARGE', { message })
  }
}

/** A content block as a resource holds it. */
function contentOf(block: JsonObject, uri: string, mimeType: string): JsonObject {
  const { type, resource } = block
  if (isJsonObject(resource)) return resource.uri === '' ? { ...resource, uri } : resource
  if (type === 'text') return { uri, mimeType, text: block.text as string }
  if (typeof block.data === 'string') return { uri, mimeType: block.mimeType, blob: block.data }
  return { uri, mimeType: 'application/json', text: JSON.stringify(block) }
}
