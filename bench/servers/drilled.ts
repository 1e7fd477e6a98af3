import { createServer, type JsonObject, ToolError, z } from '../../src/index.ts'

/**
 * A server with a tool behind which a system stands that fails, and one that needs nothing of it.
 * Arguments: the address of that system.
 */
const downstream = new URL(process.argv[2] ?? '')
const server = createServer({
  name: 'drilled',
  version: '1.0.0',
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  records: 'off',
  practices: { limit: 'off' },
  outbound: { allow: [downstream.host] },
})

server.tool('steady', {
  description: 'Needs nothing but itself.',
  readOnly: true,
  input: z.object({ text: z.string() }),
  run: async ({ text }) => text,
})

server.tool('shaky', {
  description: 'Asks the system behind it.',
  downstream: 'shop',
  deadline: '250ms',
  admit: { concurrent: 64 },
  output: z.object({ price: z.number() }),
  run: async (_args, call) => {
    const answer = await call.fetch(downstream)
    if (!answer.ok)
      throw new ToolError(`The shop answered ${answer.status}`, { category: 'EXTERNAL_ERROR', retryable: true })
    return (await answer.json()) as JsonObject & { price: number }
  },
})

const { url } = await server.listen({ port: 0 })
console.log(url)
