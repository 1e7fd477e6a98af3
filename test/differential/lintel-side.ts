import { createServer, jsonSchema, type Server, ToolError, z } from '../../src/index.ts'
import type { Logger } from '../../src/telemetry/logger.ts'
import type { Side } from './side.ts'
import { areaSchema, completeName, echoText, itemText } from './subject.ts'

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** Lintel with the subject of the comparison, on a port of its own. */
export function startLintel(sessions: boolean): Promise<Side> {
  return defineLintel(sessions).listen({ port: 0, host: '127.0.0.1' })
}

export function defineLintel(sessions: boolean): Server {
  // As many requests as are generated come from one caller; the SDK counts none.
  const practices = { limit: 'off' } as const
  const server = createServer({ name: 'subject', version: '1.0.0', sessions, logger: silent, practices })
  server.tool('echo', {
    description: 'Repeats the text.',
    input: z.object({ text: z.string(), times: z.int().min(1).max(9).optional() }),
    run: ({ text, times }) => echoText(text, times),
  })
  server.tool('add', {
    description: 'Adds two numbers.',
    input: z.object({ a: z.number(), b: z.number() }),
    output: z.object({ sum: z.number() }),
    run: ({ a, b }) => ({ sum: a + b }),
  })
  server.tool('area', {
    description: 'Names an area.',
    input: jsonSchema<{ readonly region?: string }>(areaSchema),
    run: ({ region }) => `region=${region ?? 'none'}`,
  })
  server.tool('idle', { description: 'Does nothing.', run: () => 'done' })
  server.tool('fail', {
    description: 'Always fails.',
    run: () => {
      throw new ToolError('It failed')
    },
  })
  server.tool('ask', {
    description: 'Asks for a name.',
    run: async (_args, call) => {
      const schema = z.object({ name: z.string() })
      const { action, content } = await call.elicit({ key: 'who', message: 'Who are you?', schema })
      return `${action} ${content?.name ?? 'nobody'}`
    },
  })
  server.prompt('plain', { description: 'Takes nothing.', build: () => 'Hello.' })
  server.prompt('greet', {
    description: 'Greets.',
    arguments: z.object({ name: z.string(), tone: z.string().optional() }),
    complete: { name: completeName },
    build: ({ name }) => `Greet ${name}.`,
  })
  server.resource('test://text', { name: 'text', mimeType: 'text/plain', read: () => 'A text.' })
  server.resource('test://bytes', { name: 'bytes', mimeType: 'image/png', read: () => Uint8Array.of(1, 2, 3) })
  server.template('test://item/{id}', {
    name: 'item',
    mimeType: 'text/plain',
    complete: { id: completeName },
    read: ({ id }) => itemText(id),
  })
  return server
}
