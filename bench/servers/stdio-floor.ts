import { createInterface } from 'node:readline'
import { echo } from './echo-tool.ts'

/** The least that a server on a pipe can do: a line in, a line out. */
interface Message {
  readonly id?: number
  readonly method: string
  readonly params: { readonly arguments: { readonly text: string }; readonly protocolVersion: string }
}

const lines = createInterface({ input: process.stdin })
lines.on('line', line => {
  const { id, method, params } = JSON.parse(line) as Message
  if (id === undefined) return
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result: answer(method, params) })}\n`)
})

function answer(method: string, params: Message['params']): unknown {
  if (method === 'tools/call') return { content: [{ type: 'text', text: params.arguments.text }] }
  if (method === 'tools/list') return { tools: [echo] }
  return {
    protocolVersion: params.protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'bench', version: '1.0.0' },
  }
}
