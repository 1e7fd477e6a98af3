import { server } from './server.ts'
import { ordersOf, signIn } from './shop.ts'

const mcp = server.fetchHandler({ principal: person })

for (const signal of ['SIGINT', 'SIGTERM'] as const) Deno.addSignalListener(signal, stop)
const app = Deno.serve(
  { port: Number(Deno.env.get('PORT') ?? 3000), onListen: ({ port }) => console.log(`http://localhost:${port}/mcp`) },
  (request, info) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/mcp') return mcp(request, info)
    if (pathname !== '/orders') return new Response(null, { status: 404 })
    const user = person(request)
    return user ? Response.json(ordersOf(user.id)) : new Response(null, { status: 401 })
  },
)

async function stop() {
  await server.close()
  await app.shutdown()
  Deno.exit()
}

function person({ headers }: Request) {
  return signIn(headers.get('authorization'), Deno.env.get('API_TOKEN'))
}
