import type { Definitions, PracticeSettings, Server } from '../../src/index.ts'
import { createServer, z } from './built.ts'
import { echo, toolCount, toolNames } from './echo-tool.ts'

/** The benchmark's tools as a Lintel author writes them. */
export function defineEcho(server: Definitions): void {
  const input = z.object({ text: z.string().describe('What to repeat') })
  for (const name of toolNames(toolCount())) {
    server.tool(name, { description: echo.description, input, run: ({ text }) => text })
  }
}

/** The default rate would refuse what a load sends from one caller: everything is counted, nothing refused. */
export const unlimited: PracticeSettings = { limit: '1000000000/minute' }

/** A line for each call is made and handed to the system, which keeps none. */
export const records = { file: '/dev/null' }

/** A server of them with its defaults, to be mounted. */
export function createEcho(): Server {
  const server = createServer({ name: 'bench', version: '1.0.0', pageSize: 1000, practices: unlimited, records })
  defineEcho(server)
  return server
}
