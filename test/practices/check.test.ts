import assert from 'node:assert/strict'
import { test } from 'node:test'
import { result, type Server, z } from '../../src/index.ts'
import { textOf } from '../protocol/message.ts'
import { refusalOf, ways } from './ways.ts'

const output = z.object({ n: z.number(), unit: z.string().default('km') })

function define(server: Server): void {
  const settings = { description: 'Measures.', output }
  server.tool('right', { ...settings, run: () => ({ n: 1, other: 'left out' }) })
  server.tool('explicit', { ...settings, run: () => result({ structured: { n: 2 } }) })
  server.tool('wrong', { ...settings, run: () => ({ n: 'secret-value' }) as never })
  server.tool('told', {
    ...settings,
    run: () => result({ isError: true, content: [{ type: 'text', text: 'No' }] }) as never,
  })
  server.tool('unchecked', { ...settings, check: 'off', run: () => ({ n: 'x' }) as never })
}

for (const way of ways)
  test(`${way.name}: what the output schema yields is sent, and what it refuses is not`, async t => {
    const { call, log } = await way.open(t, define)
    assert.deepEqual((await call('right')).result?.structuredContent, { n: 1, unit: 'km' })
    assert.deepEqual((await call('explicit')).result?.structuredContent, { n: 2, unit: 'km' })
    const wrong = await call('wrong')
    assert.equal(refusalOf(wrong)['code'], 'OUTPUT_INVALID')
    assert.equal(JSON.stringify(wrong).includes('secret-value'), false)
    const entry = log.find(({ event }) => event === 'tool.output_invalid')
    assert.deepEqual(entry?.fields['problems'], ['n: must be a number, not a string'])
    assert.equal(entry?.fields['correlationId'], refusalOf(wrong)['correlationId'])
    assert.equal(textOf(await call('told')), 'No')
    assert.deepEqual((await call('unchecked')).result?.structuredContent, { n: 'x' })
  })
