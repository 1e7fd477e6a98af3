import { defineFixture } from '../../conformance/fixture/define-fixture.ts'
import { announceDeno } from './announce-deno.ts'

/** The server as what Deno serves. */
const server = defineFixture()
announceDeno(server, server.fetch)
