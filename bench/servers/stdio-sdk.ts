import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { z } from 'zod'
import { echo, toolCount, toolNames } from './echo-tool.ts'

const server = new McpServer({ name: 'bench', version: '1.0.0' })
const inputSchema = { text: z.string().describe('What to repeat') }
for (const name of toolNames(toolCount())) {
  server.registerTool(name, { description: echo.description, inputSchema }, ({ text }) => ({
    content: [{ type: 'text', text }],
  }))
}
await server.connect(new StdioServerTransport())
