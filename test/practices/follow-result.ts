import type { Json, JsonObject } from '../../src/index.ts'
import type { Message } from '../protocol/message.ts'

/** Sends a request and resolves to its answer, over any wire and in any revision. */
export type Ask = (method: string, params: JsonObject) => Promise<Message>

export interface Facts {
  readonly shown?: string
  readonly page?: number
  readonly pages?: number
  readonly nextCursor?: string
  readonly next?: string
  readonly result?: string
  readonly content?: string
  readonly text?: string
}

export function factsOf({ result }: Message): Facts {
  return ((result?._meta as JsonObject | undefined)?.['lintel/budget'] ?? {}) as Facts
}

export function blocksOf({ result }: Message): readonly JsonObject[] {
  return (result?.['content'] ?? []) as unknown as readonly JsonObject[]
}

/** What `resources/read` answers without the word on how to go on, and where that leads. */
export async function readPage(ask: Ask, uri: string) {
  const answer = await ask('resources/read', { uri })
  const { next } = factsOf(answer)
  const contents = (answer.result?.['contents'] ?? []) as unknown as readonly JsonObject[]
  return { answer, next, contents: contents.filter(one => one['uri'] !== next) }
}

/** All contents from an address on, each answer seen by `see`. */
export async function readAll(ask: Ask, from: string | undefined, see: (answer: Message) => void = () => {}) {
  const all: JsonObject[] = []
  for (let uri = from; uri !== undefined; ) {
    const page = await readPage(ask, uri)
    see(page.answer)
    all.push(...page.contents)
    uri = page.next
  }
  return all
}

/** The texts, or the base64, of contents in a row. */
export function join(contents: readonly JsonObject[], member: 'text' | 'blob' = 'text'): string {
  return contents.map(one => one[member] ?? '').join('')
}

/** The text that an answer shows of a result, without what is said about it. */
export function shownText(answer: Message): string {
  const blocks = blocksOf(answer)
  const said = factsOf(answer).page === undefined ? blocks : blocks.slice(0, -1)
  return said.map(block => block['text'] ?? '').join('')
}

/** Every answer of a tool, from the first to the last, by the cursor that each one names. */
export async function callAll(ask: Ask, name: string, args: JsonObject): Promise<readonly Message[]> {
  const answers: Message[] = []
  for (let cursor: string | undefined, done = false; !done; ) {
    const answer = await ask('tools/call', { name, arguments: { ...args, ...(cursor !== undefined && { cursor }) } })
    answers.push(answer)
    cursor = factsOf(answer).nextCursor
    done = cursor === undefined
  }
  return answers
}

export function itemsOf(value: unknown, member = 'items'): readonly Json[] {
  return (value as Record<string, readonly Json[]>)[member] ?? []
}
