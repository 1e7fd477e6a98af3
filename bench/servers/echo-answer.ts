import { echo, toolCount, toolNames } from './echo-tool.ts'

/** A request of the benchmark. */
export interface Message {
  readonly id: number
  readonly method: string
  readonly params: { readonly arguments: { readonly text: string } }
}

const tools = toolNames(toolCount()).map(name => ({ ...echo, name }))

/** The least work for an answer, the same for every server without MCP: a switch on the method. */
export function answerEcho({ id, method, params }: Message): object | undefined {
  switch (method) {
    case 'tools/call':
      return { jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: params.arguments.text }] } }
    case 'tools/list':
      return { jsonrpc: '2.0', id, result: { tools } }
    default:
      return undefined
  }
}
