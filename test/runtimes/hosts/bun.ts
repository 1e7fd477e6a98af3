import { defineFixture } from '../../conformance/fixture/define-fixture.ts'
import { announce } from '../../conformance/hosts/announce.ts'

/** The server as what Bun serves; the environment says where. */
const server = defineFixture()
const host = Bun.serve(server)
announce(`http://localhost:${host.port}/mcp`, async () => {
  await server.close()
  await host.stop(true)
})
