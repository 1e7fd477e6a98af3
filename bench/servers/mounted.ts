import { createServer } from 'node:http'
import { announce } from './announce.ts'
import { createEcho } from './define-echo.ts'

/** Lintel as the listener of a plain `node:http` server. */
announce(createServer(createEcho().handler()))
