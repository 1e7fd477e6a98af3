import { makeApplication } from './application.ts'

const { port } = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: makeApplication() })
console.log(`http://127.0.0.1:${port}/sessions`)
