import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Client } from '@modelcontextprotocol/client'
import { connect, startListening, typeCheck } from '../../structure/page-programs.ts'
import { blocksOf, type Programs, writePrograms } from '../../structure/snippets.ts'

const home = join(import.meta.dirname, '..')
const compared = blocksOf('docs/coming-from-fastmcp.md')
let programs: Programs
before(() => {
  programs = writePrograms(compared, {}, home)
})
after(() => programs.remove())

test('the programs of docs/add-to-your-application.md for Bun and Deno pass the type-check', t => {
  const wanted = ['Add MCP to your application', 'Bun', 'Deno']
  const blocks = blocksOf('docs/add-to-your-application.md').filter(({ heading }) => wanted.includes(heading))
  assert.deepEqual(
    blocks.map(({ heading }) => heading),
    wanted,
  )
  const written = writePrograms(blocks, {}, home)
  t.after(() => written.remove())
  typeCheck(written.project)
})

test('the programs of docs/coming-from-fastmcp.md pass the type-check', () => typeCheck(programs.project))

test('the server of docs/coming-from-fastmcp.md answers the same, made with FastMCP and with Lintel', async t => {
  const asked = []
  for (const name of ['before.ts', 'after.ts']) {
    const file = programs.files[compared.findIndex(block => block.file === name)]
    asked.push(await askAll(await connect(t, await startListening(t, file!))))
  }
  assert.deepEqual(asked[1], asked[0])
})

async function askAll(client: Client): Promise<unknown> {
  client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { sure: true } }))
  const ref = { type: 'ref/resource', uri: 'notes://{name}' } as const
  const words = await client.callTool({ name: 'count_words', arguments: { name: 'first' } })
  return {
    read: (await client.callTool({ name: 'read_notes' })).content,
    words: words.structuredContent,
    wordsAsText: words.content,
    prompt: (await client.getPrompt({ name: 'summarise', arguments: { name: 'first' } })).messages,
    resource: (await client.readResource({ uri: 'notes://first' })).contents.map(part => 'text' in part && part.text),
    completed: (await client.complete({ ref, argument: { name: 'name', value: 'f' } })).completion.values,
    deleted: (await client.callTool({ name: 'delete_note', arguments: { name: 'first' } })).content,
    missing: (await client.callTool({ name: 'delete_note', arguments: { name: 'first' } })).isError,
    instructions: client.getInstructions(),
  }
}
