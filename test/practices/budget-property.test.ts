import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { content, type Json, type JsonObject, result, type Server, z } from '../../src/index.ts'
import { estimateTokens } from '../../src/practices/budget/estimate-tokens.ts'
import { failureOf, type Message } from '../protocol/message.ts'
import { type Ask, blocksOf, callAll, factsOf, itemsOf, join, readAll, shownText } from './follow-result.ts'
import { openLegacy, openModern } from './wires.ts'

/** The least that can be asked for, so that most of what is made is too large. */
const tokens = 1000
const bytes = 4000
const media = 3000

const word = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(
    'word',
    'another word ',
    '\n',
    '模型上下文',
    '🎉👩‍💻',
    '    ',
    '0123456789',
    '"\\',
    'aGVsbG8gd29ybGQ',
  ),
)
const text = fc
  .tuple(fc.array(word, { maxLength: 60 }), fc.constantFrom(1, 1, 3, 20, 100))
  .map(([words, times]) => words.join('').repeat(times))
const item = fc.oneof(
  fc.integer(),
  fc.string({ maxLength: 40 }),
  fc.record({ id: fc.nat(), name: fc.string({ unit: 'grapheme', maxLength: 60 }) }, { noNullPrototype: true }),
)
const list = fc
  .tuple(fc.array(item, { maxLength: 60 }), fc.constantFrom(1, 1, 5, 40))
  .map(([items, times]) => Array.from({ length: times }, () => items).flat() as Json[])
const base64 = fc.nat(8000).map(size => Buffer.alloc(size, 'data').toString('base64'))
const block = fc.oneof(
  text.map(made => content.text(made)),
  base64.map(data => content.image(data, 'image/png')),
  base64.map(blob => content.resource({ uri: 'a://b', mimeType: 'application/zip', blob })),
  text.map(made => content.resource({ uri: 'a://c', mimeType: 'text/css', text: made })),
)

function costOf(answer: Message) {
  const { structuredContent, ...others } = answer.result ?? {}
  const blocks = [
    ...blocksOf(answer),
    ...((others['contents'] ?? []) as JsonObject[]),
    ...((others['messages'] ?? []) as { content: JsonObject }[]).map(message => message.content),
  ].map(one => ({ ...one, ...(one['resource'] as JsonObject | undefined) }) as JsonObject)
  const texts = blocks.map(one => (one['text'] as string | undefined) ?? (one['uri'] as string | undefined) ?? '')
  if (structuredContent !== undefined) texts.push(JSON.stringify(structuredContent))
  const data = blocks.map(one => ((one['data'] ?? one['blob'] ?? '') as string).length)
  return {
    tokens: texts.reduce((sum, one) => sum + estimateTokens(one), 0),
    bytes: texts.reduce((sum, one) => sum + Buffer.byteLength(one), 0),
    media: data.reduce((sum, one) => sum + one, 0),
  }
}

/** How answers came to fit, so that it shows that all ways were gone. */
const ways = new Set<string>()

function assertFits(answer: Message): void {
  const { page, pages, next } = factsOf(answer)
  const isLink = blocksOf(answer).some(({ type }) => type === 'resource_link')
  ways.add(answer.result?.isError ? 'error' : page === undefined ? (isLink ? 'link' : 'whole') : 'page')
  assert.equal(next !== undefined, page !== pages, 'only the last page leads nowhere')
  const cost = costOf(answer)
  assert.ok(cost.tokens <= tokens && cost.bytes <= bytes && cost.media <= media, JSON.stringify(cost))
}

/** What the tools return next. */
const held: { value: unknown } = { value: undefined }

function define(server: Server): void {
  const run = () => held.value as never
  const budget = { tokens, bytes, media }
  server.tool('free', { description: 'x', budget, run })
  server.tool('paged', { description: 'x', budget: { ...budget, pages: true }, run })
  const output = z.object({ before: z.string().optional(), items: z.array(z.unknown()), after: z.string().optional() })
  server.tool('owed_list', { description: 'x', budget, output, run })
  server.tool('owed', { description: 'x', budget, output: z.object({ text: z.string() }), run })
  server.resource('a://text', { description: 'x', budget, read: () => held.value as string })
  server.prompt('long', { description: 'x', budget, build: () => held.value as string })
}

const plain = { practices: { limit: 'off' } } as const

for (const [era, open] of [
  ['2026-07-28', openModern],
  ['2025-11-25', openLegacy],
] as const) {
  const check = async <T>(
    made: fc.Arbitrary<T>,
    ask: Ask,
    holds: (value: T, call: (name: string) => Promise<Message>) => Promise<void>,
  ) => {
    const call = (name: string) => ask('tools/call', { name, arguments: {} })
    await fc.assert(
      fc.asyncProperty(made, async value => {
        held.value = value
        await holds(value, call)
      }),
      { numRuns: 60 },
    )
  }

  test(`${era}: any text fits page by page, and the pages are the text`, async t => {
    const ask = await open(t, define, plain)
    await check(text, ask, async (made, call) => {
      // A text that is a list in JSON is paged by its items.
      if (/^\s*[[{]/.test(made)) return
      const answer = await call('free')
      assertFits(answer)
      assert.equal(shownText(answer) + join(await readAll(ask, factsOf(answer).next, assertFits)), made)
      const answers = await callAll(ask, 'paged', {})
      answers.forEach(assertFits)
      assert.equal(answers.map(shownText).join(''), made)
      assert.equal(join(await readAll(ask, 'a://text', assertFits)), made)
      const prompt = await ask('prompts/get', { name: 'long' })
      assertFits(prompt)
      const [message] = (prompt.result?.['messages'] ?? []) as { content: { text: string } }[]
      assert.equal(message!.content.text + join(await readAll(ask, factsOf(prompt).next, assertFits)), made)
    })
  })

  test(`${era}: any list fits page by page, each page as the schema says, and every item comes once and in order`, async t => {
    const ask = await open(t, define, plain)
    const value = fc.record(
      { before: fc.string(), items: list, after: text.map(made => made.slice(0, 300)) },
      { noNullPrototype: true },
    )
    await check(value, ask, async (made, call) => {
      const sent = JSON.parse(JSON.stringify(made)) as typeof made
      const answers = await callAll(ask, 'owed_list', {})
      answers.forEach(assertFits)
      const pages = answers.map(({ result }) => result?.structuredContent as typeof made & { nextCursor?: string })
      assert.deepEqual(
        pages.flatMap(page => itemsOf(page)),
        sent.items,
      )
      for (const { items, nextCursor, ...others } of pages)
        assert.deepEqual(others, { before: sent.before, after: sent.after })

      const free = await call('free')
      assertFits(free)
      assert.deepEqual(await wholeOf(ask, free), sent)
    })
  })

  test(`${era}: any other value is whole, or a link to all of it; an error only where the schema asks for what is too large`, async t => {
    const ask = await open(t, define, plain)
    await check(fc.record({ text }, { noNullPrototype: true }), ask, async (made, call) => {
      const free = await call('free')
      assertFits(free)
      assert.deepEqual(await wholeOf(ask, free), made)
      const owed = await call('owed')
      assertFits(owed)
      assert.deepEqual(owed.result?.structuredContent ?? (await wholeOf(ask, owed)), made)
      assert.equal(failureOf(owed.result).code, owed.result?.structuredContent ? undefined : 'RESULT_TOO_LARGE')
    })
  })

  test(`${era}: any blocks fit, and all of their text and data can be had`, async t => {
    const ask = await open(t, define, plain)
    const value = fc.tuple(fc.array(block, { maxLength: 6 }), fc.option(text))
    await check(value, ask, async ([blocks, aside], call) => {
      const structured = aside === null ? undefined : { aside }
      held.value = result({ content: blocks, ...(structured && { structured }) })
      const answer = await call('free')
      assertFits(answer)
      const found = JSON.stringify(answer.result?.structuredContent)
      const seen = await everything(ask, answer)
      assert.equal(seen.data, blocks.map(dataOf).join(''))
      const texts = blocks.map(textIn).join('')
      assert.ok(seen.text.startsWith(texts), 'text in order')
      if (structured) assert.ok(found === JSON.stringify(structured) || seen.text.endsWith(JSON.stringify(structured)))
    })
  })

  test(`${era}: any error fits`, async t => {
    const ask = await open(t, define, plain)
    await check(fc.array(block, { maxLength: 4 }), ask, async (blocks, call) => {
      held.value = result({ isError: true, content: blocks })
      const answer = await call('free')
      assert.equal(answer.result?.isError, true)
      assertFits(answer)
    })
  })
}

type Block = ReturnType<typeof content.text> | ReturnType<typeof content.image> | ReturnType<typeof content.resource>

function textIn(made: Block): string {
  if (made.type === 'text') return made.text
  return made.type === 'resource' && 'text' in made.resource ? made.resource.text : ''
}

function dataOf(made: Block): string {
  if (made.type === 'image') return made.data
  return made.type === 'resource' && 'blob' in made.resource ? made.resource.blob : ''
}

/** A value out of structured content, text, the pages of its list, or what a link leads to. */
async function wholeOf(ask: Ask, answer: Message): Promise<unknown> {
  const { structuredContent } = answer.result ?? {}
  if (structuredContent !== undefined) return structuredContent
  const link = blocksOf(answer).find(one => one['type'] === 'resource_link')
  if (link) return JSON.parse(join(await readAll(ask, link['uri'] as string, assertFits)))
  const texts = [shownText(answer), ...(await readAll(ask, factsOf(answer).next, assertFits)).map(one => one['text'])]
  const pages = texts.map(one => JSON.parse(one as string) as { items: Json[] })
  return pages.length === 1 ? pages[0] : { ...pages[0], items: pages.flatMap(page => page.items) }
}

/** Text and data of an answer and of all that it leads to; what is said of what is left out is not among them. */
async function everything(ask: Ask, answer: Message): Promise<{ text: string; data: string }> {
  const { next, page } = factsOf(answer)
  const shown = page === undefined ? blocksOf(answer) : blocksOf(answer).slice(0, -1)
  const rest = await readAll(ask, next, assertFits)
  const found = { text: '', data: '' }
  let aside = ''
  const put = async (one: JsonObject, isContent: boolean) => {
    const { text: said, data, blob, type, resource } = one
    if (resource !== undefined) return put(resource as JsonObject, true)
    if (typeof said === 'string' && /is left out: it is too large/.test(said)) {
      const named = /lintel:\/\/result\/[\w-]+/.exec(said)?.[0]
      const parts = await readAll(ask, named, assertFits)
      found.data += join(parts, 'blob')
      if (said.startsWith('The structured')) aside += join(parts)
    } else if (type === 'resource_link' || (isContent && /"type":"resource_link"/.test(String(said)))) return
    else found.text += (said as string | undefined) ?? ''
    found.data += (data ?? blob ?? '') as string
  }
  for (const one of shown) await put(one, false)
  for (const one of rest) await put(one, true)
  return { text: found.text + aside, data: found.data }
}

test('results that fit, pages, links and errors were all among them', () => {
  assert.deepEqual([...ways].sort(), ['error', 'link', 'page', 'whole'])
})
