import express from 'express'
import { defineFixture } from '../fixture/define-fixture.ts'
import { announceNode } from './announce.ts'

/** Mounted under Express, which leaves the body alone. */
const server = defineFixture()
const app = express()
app.use('/mcp', server.handler())
announceNode(app.listen(0, 'localhost'), server)
