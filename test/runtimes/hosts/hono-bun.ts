import { defineFixture } from '../../conformance/fixture/define-fixture.ts'
import { announce } from '../../conformance/hosts/announce.ts'
import { makeHonoApplication } from './hono-application.ts'

const server = defineFixture()
const host = Bun.serve({ fetch: makeHonoApplication(server).fetch })
announce(`http://localhost:${host.port}/mcp`, async () => {
  await server.close()
  await host.stop(true)
})
