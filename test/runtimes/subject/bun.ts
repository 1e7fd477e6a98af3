import { defineSubject, makeApplication } from './application.ts'

const server = defineSubject()
const { port } = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: makeApplication(server, server.fetch) })
console.log(`http://127.0.0.1:${port}/mcp`)
