import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonSchema, type Server, z } from '../../src/index.ts'
import { hosts } from '../hosts/hosts.ts'
import { mount } from '../hosts/mount.ts'
import { textOf } from '../protocol/message.ts'
import { modernBody, modernVersion } from '../protocol/modern-client.ts'
import { read } from '../protocol/testbed.ts'

/** What a handler reads that was not sent under its own name. */
const seen = (args: object) =>
  `${(args as { isAdmin?: unknown }).isAdmin} ${Object.getPrototypeOf(args) === Object.prototype}`

function define(server: Server): void {
  const description = 'Says what it reads.'
  server
    .tool('raw', { description, input: jsonSchema<object>({ type: 'object' }), run: seen })
    .tool('loose', { description, input: z.looseObject({}), run: seen })
    .tool('strict', {
      description,
      input: z.object({ nested: z.record(z.string(), z.unknown()).optional() }),
      run: args => seen(args.nested ?? {}),
    })
}

const evil = '"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}'

for (const host of hosts.filter(({ name }) => !/https|http2/.test(name))) {
  test(`${host.name}: names of JavaScript's own in a body give a handler nothing, nor anybody else`, async t => {
    const served = await mount(t, host, define)
    for (const [tool, args] of [
      ['raw', `{${evil}}`],
      ['loose', `{${evil}}`],
      ['strict', `{"nested":{${evil}}}`],
    ] as const) {
      const request = JSON.stringify(modernBody({ method: 'tools/call', params: { name: tool, arguments: 0 } }))
      const body = request.replace('"arguments":0', `"arguments":${args},${evil}`)
      const answer = await served.post(body, {
        'mcp-protocol-version': modernVersion,
        'mcp-method': 'tools/call',
        'mcp-name': tool,
      })
      assert.equal(textOf(await read(answer)), 'undefined true', tool)
    }
    assert.equal(({} as { isAdmin?: unknown }).isAdmin, undefined)
  })
}
