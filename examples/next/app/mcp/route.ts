import { server } from '../../server.ts'
import { signIn } from '../../shop.ts'

const mcp = server.fetchHandler({
  principal: ({ headers }) => signIn(headers.get('authorization'), process.env['API_TOKEN']),
})

export { mcp as DELETE, mcp as GET, mcp as OPTIONS, mcp as POST }

// Next closes its listener by itself, and waits for the streams that this ends.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close())
