import fastify from 'fastify'
import { mcp } from '../../../src/fastify.ts'
import { defineFixture } from '../fixture/define-fixture.ts'
import { announce } from './announce.ts'

/** A plugin of Fastify, which parses the body. */
const server = defineFixture()
const app = fastify()
await app.register(mcp, { server, path: '/mcp' })
const address = await app.listen({ port: 0, host: 'localhost' })
announce(`http://localhost:${new URL(address).port}/mcp`, async () => {
  await server.close()
  await app.close()
})
