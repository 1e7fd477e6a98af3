import { server } from './server.ts'
import { ordersOf, signIn } from './shop.ts'

const app = Bun.serve({
  port: Number(process.env['PORT'] ?? 3000),
  routes: {
    '/mcp': server.fetchHandler({ principal: person }),
    '/orders': request => {
      const user = person(request)
      return user ? Response.json(ordersOf(user.id)) : new Response(null, { status: 401 })
    },
  },
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
console.log(`${app.url}mcp`)

async function stop() {
  await server.close()
  await app.stop()
}

function person({ headers }: Request) {
  return signIn(headers.get('authorization'), process.env['API_TOKEN'])
}
