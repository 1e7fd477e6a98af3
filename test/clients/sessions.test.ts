import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { gate } from '../protocol/testbed.ts'
import { clients } from './clients.ts'
import { lintelServe, notesServer, type Subject } from './subjects.ts'

const subjects: readonly ((t: TestContext) => Subject)[] = [notesServer, lintelServe]

for (const [who, connect] of Object.entries(clients))
  for (const makeSubject of subjects)
    for (const over of ['HTTP', 'stdio'] as const)
      test(`${who} completes a session over ${over} with ${makeSubject === notesServer ? 'a server of one’s own' : 'lintel serve'}`, async t => {
        const subject = makeSubject(t)
        const client = await connect(over === 'HTTP' ? { url: await subject.listen(t) } : { args: subject.stdioArgs })
        try {
          assert.equal(client.serverName, makeSubject === notesServer ? 'notes' : 'files')
          assert.equal(client.revision, who.endsWith('2026-07-28') ? '2026-07-28' : '2025-11-25')
          const tools = await client.tools()
          assert.ok(tools.includes(subject.read.tool) && tools.includes(subject.write.tool), tools.join(' '))
          assert.match(await client.call(subject.read.tool, subject.read.args), /first/)
          assert.equal(await client.read(subject.uri), 'first')
          const updated = gate<string>()
          await client.subscribe(subject.uri, updated.open)
          await client.call(subject.write.tool, subject.write.args('second'))
          assert.equal(await updated.promise, subject.uri)
          assert.equal(await client.read(subject.uri), 'second')
        } finally {
          await client.close()
        }
      })
