import { createServer } from './built.ts'
import { defineEcho, records, unlimited } from './define-echo.ts'

/** Lintel with its defaults; `--sessionless` serves 2025-11-25 without sessions. */
const server = createServer({
  name: 'bench',
  version: '1.0.0',
  sessions: !process.argv.includes('--sessionless'),
  pageSize: 1000,
  practices: unlimited,
  records,
})
defineEcho(server)
const { url } = await server.listen({ port: 0, host: '127.0.0.1' })
console.log(url)
