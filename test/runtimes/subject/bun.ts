import { defineSubject, makeApplication } from './application.ts'

const server = defineSubject()
const fetch = makeApplication(server, server.fetch)
// Seconds of silence after which Bun ends what it is not asked to wait for; its own default is 10.
const { port } = Bun.serve({ port: 0, hostname: '127.0.0.1', idleTimeout: 1, fetch })
console.log(`http://127.0.0.1:${port}/mcp`)
