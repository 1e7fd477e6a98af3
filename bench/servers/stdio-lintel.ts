import { createServer } from '../../src/index.ts'
import { defineEcho } from './define-echo.ts'

const server = createServer({ name: 'bench', version: '1.0.0' })
defineEcho(server)
await server.stdio()
