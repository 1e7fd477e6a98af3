import fastify, { type FastifyRequest } from 'fastify'
import { mcp } from 'lintel/fastify'
import { server } from './server.ts'
import { ordersOf, signIn } from './shop.ts'

const app = fastify()
app.register(mcp, { server, path: '/mcp', principal: person })

app.get('/orders', (request, reply) => {
  const user = person(request)
  return user ? ordersOf(user.id) : reply.code(401).send()
})

const origin = await app.listen({ port: Number(process.env['PORT'] ?? 3000) })
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
console.log(`${origin}/mcp`)

async function stop() {
  // First: once it closes, Fastify refuses the answers that running calls wait for.
  await server.close()
  await app.close()
}

function person(request: FastifyRequest) {
  return signIn(request.headers.authorization, process.env['API_TOKEN'])
}
