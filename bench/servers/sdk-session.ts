import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { z } from 'zod'
import { announce } from './announce.ts'
import { echo, toolCount, toolNames } from './echo-tool.ts'

/** SDK 1.32: one server and one transport for the session, which answers in JSON. */
const server = new McpServer({ name: 'bench', version: '1.0.0' })
const inputSchema = { text: z.string().describe('What to repeat') }
for (const name of toolNames(toolCount())) {
  server.registerTool(name, { description: echo.description, inputSchema }, ({ text }) => ({
    content: [{ type: 'text', text }],
  }))
}
const transport = new StreamableHTTPServerTransport({
  sessionIdGenerator: () => randomUUID(),
  enableJsonResponse: true,
})
await server.connect(transport as Transport)
announce(createServer((request, response) => void transport.handleRequest(request, response)))
