import { createServer } from 'node:http'
import { announce } from './announce.ts'
import { serveEcho } from './node-echo.ts'

/** The floor: nothing but `node:http`. */
announce(createServer(serveEcho))
