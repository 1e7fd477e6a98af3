import type { Server as NodeServer } from 'node:http'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { defineFixture } from '../fixture/define-fixture.ts'
import { announceNode } from './announce.ts'

/** A route of Hono on Node. */
const server = defineFixture()
const app = new Hono()
app.all('/mcp', context => server.fetch(context.req.raw, context.env))
announceNode(serve({ fetch: app.fetch, port: 0, hostname: 'localhost' }) as NodeServer, server)
