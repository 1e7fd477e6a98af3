import { createServer } from 'node:http'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { announce } from './announce.ts'
import { echo, toolCount, toolNames } from './echo-tool.ts'

/** SDK 2.4: a server per request from a factory, as its documentation shows it. Serves 2026-07-28, and 2025-11-25 without sessions. */
const names = toolNames(toolCount())
const inputSchema = z.object({ text: z.string().describe('What to repeat') })

const handle = toNodeHandler(
  createMcpHandler(() => {
    const server = new McpServer({ name: 'bench', version: '1.0.0' })
    for (const name of names) {
      server.registerTool(name, { description: echo.description, inputSchema }, ({ text }) => ({
        content: [{ type: 'text', text }],
      }))
    }
    return server
  }),
)
announce(createServer((request, response) => void handle(request as Parameters<typeof handle>[0], response)))
