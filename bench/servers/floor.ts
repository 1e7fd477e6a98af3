import { createServer, type ServerResponse } from 'node:http'
import { announce } from './announce.ts'
import { echo, toolCount, toolNames } from './echo-tool.ts'

/** The least that an HTTP server in JavaScript can do for the same answer: parse the body, switch on the method, answer. */
const tools = toolNames(toolCount()).map(name => ({ ...echo, name }))

interface Message {
  readonly id: number
  readonly method: string
  readonly params: { readonly arguments: { readonly text: string } }
}

const http = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => answer(JSON.parse(Buffer.concat(chunks).toString()) as Message, response))
})

function answer({ id, method, params }: Message, response: ServerResponse): void {
  switch (method) {
    case 'tools/call':
      return send(id, { content: [{ type: 'text', text: params.arguments.text }] }, response)
    case 'tools/list':
      return send(id, { tools }, response)
    default:
      response.writeHead(404).end()
  }
}

function send(id: number, result: unknown, response: ServerResponse): void {
  const text = JSON.stringify({ jsonrpc: '2.0', id, result })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
}

announce(http)
