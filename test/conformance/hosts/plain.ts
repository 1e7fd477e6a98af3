import { parseArgs } from 'node:util'
import { defineFixture } from '../fixture/define-fixture.ts'
import { announce } from './announce.ts'

/** A server on a port of its own: `npm run fixture`. */
const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } })
const server = defineFixture()
const { url } = await server.listen({ port: Number(values.port), host: 'localhost' })
announce(url, () => server.close())
