import express from 'express'
import { defineFixture } from '../fixture/define-fixture.ts'
import { announceNode } from './announce.ts'

/** Mounted under Express behind a body parser of the application's own. */
const server = defineFixture()
const app = express()
const mcp = server.handler()
app.use(express.json())
app.use('/mcp', mcp, mcp.onParserError)
announceNode(app.listen(0, 'localhost'), server)
