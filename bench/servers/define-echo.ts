import { createServer, type Definitions, type Server, z } from '../../src/index.ts'
import { echo, toolCount, toolNames } from './echo-tool.ts'

/** The benchmark's tools as a Lintel author writes them. */
export function defineEcho(server: Definitions): void {
  const input = z.object({ text: z.string().describe('What to repeat') })
  for (const name of toolNames(toolCount())) {
    server.tool(name, { description: echo.description, input, run: ({ text }) => text })
  }
}

/** A server of them with its defaults, to be mounted. */
export function createEcho(): Server {
  const server = createServer({ name: 'bench', version: '1.0.0', pageSize: 1000 })
  defineEcho(server)
  return server
}
