import { createServer as createHttpServer } from 'node:http'
import { announce } from './announce.ts'
import { createServer, z } from './built.ts'
import { echo, toolCount, toolNames } from './echo-tool.ts'
import { practiceVariants } from './practice-variants.ts'

/**
 * `practised.ts --variant NAME`: Lintel with one practice, or all, behind a sign-in that has verified its token before, as
 * an application in production mounts it. Its tools answer with structured content and its text.
 */
const variant = practiceVariants[process.argv[process.argv.indexOf('--variant') + 1] ?? '']
if (!variant) throw new Error(`--variant takes one of ${Object.keys(practiceVariants).join(', ')}.`)
const { scopes, answersLater = false, ...options } = variant
const server = createServer({
  name: 'bench',
  version: '1.0.0',
  sessions: !process.argv.includes('--sessionless'),
  pageSize: 1000,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  ...options,
})
for (const name of toolNames(toolCount())) {
  server.tool(name, {
    description: echo.description,
    input: z.object({ text: z.string().max(200_000).describe('What to repeat') }),
    output: z.object({ text: z.string().describe('The same') }),
    readOnly: true,
    ...(scopes && { scopes }),
    run: answersLater ? later : ({ text }) => ({ text }),
  })
}

async function later({ text }: { readonly text: string }): Promise<{ text: string }> {
  await new Promise(resolve => setImmediate(resolve))
  return { text }
}

const verified = new Map([['Bearer bench', { id: 'bench', scopes: ['echo:call'] }]])
const handler = server.handler({ principal: ({ headers }) => verified.get(String(headers.authorization)) })
announce(createHttpServer(handler))
