import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Client } from '@modelcontextprotocol/client'
import { connect, connectPiped, startListening, typeCheck } from './page-programs.ts'
import { blocksOf, type Programs, writePrograms } from './snippets.ts'

const blocks = blocksOf('docs/coming-from-the-sdk.md')
let programs: Programs
before(() => {
  // The types of the SDK do not hold with this option, which Lintel's do.
  programs = writePrograms(blocks, { exactOptionalPropertyTypes: false })
})
after(() => programs.remove())

test('each program of the page passes the type-check', () => typeCheck(programs.project))

test('the programs of the page that use Lintel pass the type-check with exactOptionalPropertyTypes, too', t => {
  const ours = writePrograms(blocks.filter(({ text }) => text.includes("from 'lintel'")))
  t.after(() => ours.remove())
  typeCheck(ours.project)
})

test('the whole server answers the same, made with either SDK and with Lintel', async t => {
  const answers = []
  for (const name of ['sdk-1.ts', 'sdk-2.ts', 'lintel.ts']) {
    const file = programs.files[blocks.findIndex(block => block.file === name)]
    const client = await connect(t, await startListening(t, file!))
    const { content, structuredContent } = await client.callTool({
      name: 'get_temperature',
      arguments: { city: 'Oslo' },
    })
    answers.push({ content, structuredContent })
  }
  const answer = { city: 'Oslo', celsius: 4 }
  const expected = { content: [{ type: 'text', text: JSON.stringify(answer) }], structuredContent: answer }
  assert.deepEqual(answers, [expected, expected, expected])
})

test('line against line, the server answers the same before and after', async t => {
  const [before, now] = blocks.flatMap(({ heading }, at) =>
    heading.startsWith('Line against line') ? [programs.files[at]!] : [],
  )
  const asked = []
  for (const file of [before!, now!]) asked.push(await askAll(await connectPiped(t, file)))
  assert.deepEqual(asked[0], asked[1])
})

async function askAll(client: Client): Promise<unknown> {
  client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { sure: true } }))
  const ref = { type: 'ref/resource', uri: 'notes://{name}' } as const
  return {
    read: (await client.callTool({ name: 'read_notes' })).content,
    prompt: (await client.getPrompt({ name: 'summarise', arguments: { name: 'first' } })).messages,
    resource: (await client.readResource({ uri: 'notes://first' })).contents.map(({ mimeType, ...rest }) => rest),
    listed: (await client.listResources()).resources.map(({ uri, name }) => ({ uri, name })),
    completed: (await client.complete({ ref, argument: { name: 'name', value: 'f' } })).completion.values,
    deleted: (await client.callTool({ name: 'delete_note', arguments: { name: 'first' } })).content,
    missing: (await client.callTool({ name: 'delete_note', arguments: { name: 'first' } })).isError,
    instructions: client.getInstructions(),
  }
}
