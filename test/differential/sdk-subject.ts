import {
  acceptedContent,
  completable,
  fromJsonSchema,
  inputRequired,
  McpServer,
  ResourceTemplate,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import { areaSchema, completeName, echoText, itemText } from './subject.ts'

const text = (value: string) => ({ content: [{ type: 'text' as const, text: value }] })
const message = (description: string, value: string) => ({
  description,
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text: value } }],
})

/** The official SDK with the subject of the comparison. */
export function makeSdkServer(): McpServer {
  const server = new McpServer(
    { name: 'subject', version: '1.0.0' },
    { capabilities: { logging: {}, resources: { subscribe: true } } },
  )
  server.server.setRequestHandler('resources/subscribe', () => ({}))
  server.server.setRequestHandler('resources/unsubscribe', () => ({}))
  server.registerTool(
    'echo',
    {
      description: 'Repeats the text.',
      inputSchema: z.object({ text: z.string(), times: z.int().min(1).max(9).optional() }),
    },
    args => text(echoText(args.text, args.times)),
  )
  server.registerTool(
    'add',
    {
      description: 'Adds two numbers.',
      inputSchema: z.object({ a: z.number(), b: z.number() }),
      outputSchema: z.object({ sum: z.number() }),
    },
    ({ a, b }) => ({ ...text(JSON.stringify({ sum: a + b })), structuredContent: { sum: a + b } }),
  )
  server.registerTool(
    'area',
    { description: 'Names an area.', inputSchema: fromJsonSchema<{ region?: string }>(areaSchema) },
    ({ region }) => text(`region=${region ?? 'none'}`),
  )
  server.registerTool('idle', { description: 'Does nothing.' }, () => text('done'))
  server.registerTool('fail', { description: 'Always fails.' }, () => {
    throw new Error('It failed')
  })
  server.registerTool('ask', { description: 'Asks for a name.' }, context => {
    const response = context.mcpReq.inputResponses?.who as { readonly action?: string } | undefined
    const name = acceptedContent<{ name: string }>(context.mcpReq.inputResponses, 'who')?.name
    const answered = typeof name === 'string' || response?.action === 'decline' || response?.action === 'cancel'
    if (answered) return text(`${response?.action} ${name ?? 'nobody'}`)
    const requestedSchema = {
      type: 'object' as const,
      properties: { name: { type: 'string' as const } },
      required: ['name'],
    }
    return inputRequired({ inputRequests: { who: inputRequired.elicit({ message: 'Who are you?', requestedSchema }) } })
  })
  server.registerPrompt('plain', { description: 'Takes nothing.' }, () => message('Takes nothing.', 'Hello.'))
  server.registerPrompt(
    'greet',
    {
      description: 'Greets.',
      argsSchema: z.object({ name: completable(z.string(), completeName), tone: z.string().optional() }),
    },
    ({ name }) => message('Greets.', `Greet ${name}.`),
  )
  server.registerResource('text', 'test://text', { mimeType: 'text/plain' }, () => ({
    contents: [{ uri: 'test://text', mimeType: 'text/plain', text: 'A text.' }],
  }))
  server.registerResource('bytes', 'test://bytes', { mimeType: 'image/png' }, () => ({
    contents: [{ uri: 'test://bytes', mimeType: 'image/png', blob: 'AQID' }],
  }))
  server.registerResource(
    'item',
    new ResourceTemplate('test://item/{id}', { list: undefined, complete: { id: completeName } }),
    { mimeType: 'text/plain' },
    (uri, { id }) => ({ contents: [{ uri: uri.href, mimeType: 'text/plain', text: itemText(String(id)) }] }),
  )
  return server
}
