import { createServer } from './built.ts'
import { defineEcho, records, unlimited } from './define-echo.ts'

const server = createServer({ name: 'bench', version: '1.0.0', practices: unlimited, records })
defineEcho(server)
await server.stdio()
