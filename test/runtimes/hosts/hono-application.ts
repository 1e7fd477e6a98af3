import { Hono } from 'hono'
import type { Server } from '../../../src/index.ts'

/** An application of Hono that passes on what the runtime calls it with: it names who connects. */
export function makeHonoApplication(server: Server): Hono {
  return new Hono().all('/mcp', context => server.fetch(context.req.raw, context.env))
}
