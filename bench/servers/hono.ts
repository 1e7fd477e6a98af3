import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createEcho } from './define-echo.ts'
import { answerEcho, type Message } from './echo-answer.ts'

/** Hono on Node with an echo of its own; `--lintel` mounts Lintel in its place. */
const app = new Hono()
if (process.argv.includes('--lintel')) {
  const server = createEcho()
  app.all('/mcp', context => server.fetch(context.req.raw, context.env))
} else {
  app.all('/mcp', async context => {
    const answer = answerEcho(await context.req.json<Message>())
    return answer === undefined ? context.notFound() : context.json(answer)
  })
}
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(`http://127.0.0.1:${port}/mcp`))
