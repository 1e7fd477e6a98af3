import { makeApplication } from './application.ts'

const onListen = ({ port }: { readonly port: number }) => console.log(`http://127.0.0.1:${port}/sessions`)
Deno.serve({ port: 0, hostname: '127.0.0.1', onListen }, makeApplication())
