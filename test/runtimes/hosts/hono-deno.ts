import { defineFixture } from '../../conformance/fixture/define-fixture.ts'
import { announceDeno } from './announce-deno.ts'
import { makeHonoApplication } from './hono-application.ts'

const server = defineFixture()
announceDeno(server, makeHonoApplication(server).fetch)
