import { createServer } from '../../../src/index.ts'
import { filesystem } from '../../../src/toolkits/filesystem/workerd.ts'

/** A worker that asks for what a Worker has not, and answers with what it was told. */
const server = createServer({ name: 'refusals', version: '1.0.0' })
const asked = {
  listen: async () => server.listen(),
  stdio: async () => server.stdio(),
  sessions: async () => createServer({ name: 'refusals', version: '1.0.0', sessions: true }),
  filesystem: async () => server.use(filesystem({ roots: ['.'] })),
}

async function told(ask: () => Promise<unknown>): Promise<string> {
  try {
    await ask()
    return 'given'
  } catch (error) {
    return String(error)
  }
}

async function tellAll(): Promise<Response> {
  const entries = Object.entries(asked).map(async ([name, ask]) => [name, await told(ask)] as const)
  return Response.json(Object.fromEntries(await Promise.all(entries)))
}

export default {
  fetch: (request: Request) => (new URL(request.url).pathname === '/mcp' ? server.fetch(request) : tellAll()),
}
