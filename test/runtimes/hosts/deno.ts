import { defineFixture } from '../../conformance/fixture/define-fixture.ts'

/** The server as what Deno serves. */
const server = defineFixture()
const host = Deno.serve(
  { port: 0, hostname: 'localhost', onListen: ({ port }) => console.log(`http://localhost:${port}/mcp`) },
  server.fetch,
)
Deno.addSignalListener('SIGTERM', async () => {
  await server.close()
  await host.shutdown()
  Deno.exit(0)
})
