import { createServer } from '../../src/index.ts'

/** A server on its own pipe whose tool waits for nothing but its signal. Argument: the file of records. */
const server = createServer({
  name: 'piped',
  version: '1.0.0',
  records: { file: process.argv[2] ?? '' },
  limits: { drainMs: 300 },
})
server.tool('wait', {
  description: 'Waits until it is told to stop.',
  run: (_args, { signal }) => new Promise(resolve => signal.addEventListener('abort', () => resolve('over'))),
})
const { closed } = await server.stdio()
await closed
await server.close()
