import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { server } from './server.ts'
import { ordersOf, signIn } from './shop.ts'

const app = new Hono()
const mcp = server.fetchHandler({ principal: person })
app.all('/mcp', c => mcp(c.req.raw, c.env))

app.get('/orders', c => {
  const user = person(c.req.raw)
  return user ? c.json(ordersOf(user.id)) : c.body(null, 401)
})

const port = Number(process.env['PORT'] ?? 3000)
const listener = serve({ fetch: app.fetch, port }, () => console.log(`http://localhost:${port}/mcp`))
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)

async function stop() {
  await server.close()
  listener.close()
}

function person({ headers }: Request) {
  return signIn(headers.get('authorization'), process.env['API_TOKEN'])
}
