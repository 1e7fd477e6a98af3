import { defineFixture } from '../../conformance/fixture/define-fixture.ts'

/** The server as a Cloudflare Worker, which is not told who connects: the application says it. */
const server = defineFixture()
export default { fetch: server.fetchHandler({ principal: () => ({ id: 'conformance' }) }) }
