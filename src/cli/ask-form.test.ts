import assert from 'node:assert/strict'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import type { JsonObject } from '../json.ts'
import { answerAtTerminal } from './ask-form.ts'

/** Answers a question at a terminal whose person types these lines, each when something is asked. */
async function answer(question: JsonObject, lines: readonly string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true as const })
  const output = Object.assign(new PassThrough(), { isTTY: true as const })
  let shown = ''
  const left = [...lines]
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text
    if (/: (?:[^ ]\[\d+G)?$/.test(text) && left.length > 0) input.write(`${left.shift()}\n`)
  })
  const result = await answerAtTerminal(question, AbortSignal.timeout(30_000), { input, output })
  output.end()
  await once(output, 'end')
  return { result, shown, left }
}

const form = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  message: 'Please fill in',
  requestedSchema: { type: 'object', properties, required },
})

test('each field is asked for and sent in its type', async () => {
  const properties = {
    name: { type: 'string', title: 'Your name', description: 'as on the door' },
    age: { type: 'integer' },
    score: { type: 'number' },
    member: { type: 'boolean' },
  }
  const { result, shown } = await answer(form(properties, ['name']), ['Ada', '36', '1.5', 'yes', 'y'])
  assert.deepEqual(result, { action: 'accept', content: { name: 'Ada', age: 36, score: 1.5, member: true } })
  assert.match(shown, /The tool asks: Please fill in/)
  assert.match(shown, /Your name - as on the door/)
})

test('an empty line takes the default, and leaves out what is not needed', async () => {
  const properties = { name: { type: 'string', default: 'John' }, note: { type: 'string' } }
  const { result, shown } = await answer(form(properties, ['name']), ['', '', ''])
  assert.deepEqual(result, { action: 'accept', content: { name: 'John' } })
  assert.match(shown, /name \[John\]/)
  assert.match(shown, /note \[may be empty\]/)
})

test('what does not fit is asked for again, with what would', async () => {
  const properties = {
    name: { type: 'string' },
    age: { type: 'integer' },
    color: { type: 'string', enum: ['red', 'green'] },
    member: { type: 'boolean' },
  }
  const lines = ['', 'Ada', '1.5', 'old', '3', 'blue', 'red', 'perhaps', 'no', 'yes']
  const { result, shown, left } = await answer(form(properties, Object.keys(properties)), lines)
  assert.deepEqual(result, { action: 'accept', content: { name: 'Ada', age: 3, color: 'red', member: false } })
  for (const hint of [/is needed/, /a whole number/, /red, green/, /yes or no/]) assert.match(shown, hint)
  assert.deepEqual(left, [])
})

test('choices are shown with their titles, in every form that the protocol has; several are separated by commas', async () => {
  const properties = {
    one: {
      type: 'string',
      oneOf: [
        { const: 'a', title: 'First' },
        { const: 'b', title: 'Second' },
      ],
    },
    old: { type: 'string', enum: ['x', 'y'], enumNames: ['Ex', 'Why'] },
    many: { type: 'array', items: { type: 'string', enum: ['p', 'q'] } },
    titled: {
      type: 'array',
      items: {
        anyOf: [
          { const: 'r', title: 'Are' },
          { const: 's', title: 'Es' },
        ],
      },
    },
  }
  const { result, shown } = await answer(form(properties, Object.keys(properties)), ['b', 'x', 'p, q', 's', ''])
  assert.deepEqual(result, { action: 'accept', content: { one: 'b', old: 'x', many: ['p', 'q'], titled: ['s'] } })
  assert.match(shown, /a = First, b = Second/)
  assert.match(shown, /x = Ex, y = Why/)
  assert.match(shown, /any of r = Are, s = Es/)
})

test('the person may decline or cancel at the end', async () => {
  assert.deepEqual((await answer(form({}), ['n'])).result, { action: 'decline' })
  assert.deepEqual((await answer(form({}), ['c'])).result, { action: 'cancel' })
})

test('an address is shown, and opening it has to be confirmed', async () => {
  const question = { mode: 'url', message: 'Sign in', url: 'https://idp.example/x' }
  const agreed = await answer(question, ['y'])
  assert.deepEqual(agreed.result, { action: 'accept' })
  assert.match(agreed.shown, /https:\/\/idp\.example\/x/)
  assert.deepEqual((await answer(question, [''])).result, { action: 'decline' })
})

test('what a server writes cannot move the cursor', async () => {
  const { shown } = await answer({ message: 'a\x1b[2Jb\rc', requestedSchema: {} }, ['n'])
  assert.match(shown, /asks: a\[2Jbc/)
})

test('without a terminal every question is declined, and that is said', async () => {
  const terminal = { input: new PassThrough(), output: new PassThrough() }
  assert.deepEqual(await answerAtTerminal(form({}), AbortSignal.timeout(30_000), terminal), { action: 'decline' })
  assert.match(String(terminal.output.read()), /^The tool asks: .*\nDeclined, for there is no terminal/)
})
