import { ordersOf, signIn } from '../../shop.ts'

export function GET({ headers }: Request): Response {
  const user = signIn(headers.get('authorization'), process.env['API_TOKEN'])
  return user ? Response.json(ordersOf(user.id)) : new Response(null, { status: 401 })
}
