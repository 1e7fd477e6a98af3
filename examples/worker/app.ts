import { server } from './server.ts'
import { ordersOf, signIn } from './shop.ts'

interface Env {
  readonly API_TOKEN: string
}

const mcp = server.fetchHandler({ principal: (request, env) => person(request, env as Env) })

export default {
  fetch(request: Request, env: Env, context: object): Response | Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname === '/mcp') return mcp(request, env, context)
    if (pathname !== '/orders') return new Response(null, { status: 404 })
    const user = person(request, env)
    return user ? Response.json(ordersOf(user.id)) : new Response(null, { status: 401 })
  },
}

function person({ headers }: Request, { API_TOKEN }: Env) {
  return signIn(headers.get('authorization'), API_TOKEN)
}
