import { parseArgs } from 'node:util'
import { createServer } from '../../src/index.ts'
import { defineAskingTools } from './fixture/asking-tools.ts'
import { defineChangeTools } from './fixture/change-tools.ts'
import { defineContentTools } from './fixture/content-tools.ts'
import { defineInputRequired } from './fixture/input-required.ts'
import { definePrompts } from './fixture/prompts.ts'
import { defineResources } from './fixture/resources.ts'
import { defineSchemaTools } from './fixture/schema-tools.ts'
import { defineStreamingTools } from './fixture/streaming-tools.ts'

/** The server that the conformance suite runs against: `npm run fixture -- --port 4310`. */
const { values } = parseArgs({ options: { port: { type: 'string', default: '4310' } } })

const server = createServer({ name: 'lintel-conformance', version: '1.0.0' })
defineContentTools(server)
defineStreamingTools(server)
defineAskingTools(server)
defineInputRequired(server)
defineSchemaTools(server)
defineChangeTools(server)
defineResources(server)
definePrompts(server)

const { url } = await server.listen({ port: Number(values.port), host: 'localhost' })
console.log(url)
process.once('SIGTERM', () => void server.close())
