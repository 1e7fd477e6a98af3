import { createServer, type Toolkit, z } from '../../src/index.ts'

/** A small server of notes for the tests of clients, over stdio with `--stdio`, else over HTTP with its URL on stderr. */
const notes = new Map([['a', 'first']])
const server = createServer({ name: 'notes', version: '1.0.0', instructions: 'Keep notes.' })

const toolkit: Toolkit = {
  name: 'notes',
  register: target =>
    void target
      .tool('read_note', {
        description: 'Reads a note.',
        input: z.object({ id: z.string() }),
        output: z.object({ text: z.string() }),
        readOnly: true,
        run: ({ id }) => ({ text: notes.get(id) ?? '' }),
      })
      .tool('write_note', {
        description: 'Writes a note.',
        input: z.object({ id: z.string(), text: z.string() }),
        run: ({ id, text }) => {
          notes.set(id, text)
          target.notify.resourceUpdated(`note://${id}`)
          return 'written'
        },
      })
      .template('note://{id}', { description: 'A note.', mimeType: 'text/plain', read: ({ id }) => notes.get(id) }),
}
server.use(toolkit)

if (process.argv.includes('--stdio')) await server.stdio()
else process.stderr.write(`${(await server.listen({ port: 0 })).url}\n`)
process.once('SIGTERM', () => void server.close())
