import { createServer } from 'node:http'
import express from 'express'
import { announce } from './announce.ts'
import { createEcho } from './define-echo.ts'
import type { Message } from './echo-answer.ts'
import { sendEcho, serveEcho } from './node-echo.ts'

/** Express with an echo of its own; `--lintel` mounts Lintel in its place, `--json` puts Express's parser before either. */
const parses = process.argv.includes('--json')
const app = express()
if (parses) app.use(express.json())
if (process.argv.includes('--lintel')) app.use('/mcp', createEcho().handler())
else app.use('/mcp', parses ? (request, response) => sendEcho(request.body as Message, response) : serveEcho)
announce(createServer(app))
