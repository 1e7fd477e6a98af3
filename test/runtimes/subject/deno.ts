import { defineSubject, makeApplication } from './application.ts'

const server = defineSubject()
const onListen = ({ port }: { readonly port: number }) => console.log(`http://127.0.0.1:${port}/mcp`)
Deno.serve({ port: 0, hostname: '127.0.0.1', onListen }, makeApplication(server, server.fetch))
