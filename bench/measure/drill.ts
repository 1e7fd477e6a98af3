import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startServer } from './start-server.ts'

/** What the system behind the shaky tool does. */
export const faults = ['answers', 'hangs', 'fails', 'answers garbage'] as const
export type Fault = (typeof faults)[number]

export interface DrillFigure {
  readonly fault: Fault
  /** Calls of the tool that needs nothing of the system, and how many of them were answered as they should be. */
  readonly steady: number
  readonly answered: number
  readonly p50: number
  readonly p99: number
  /** How calls of the shaky tool ended, by code; `done` where they did. */
  readonly shaky: Readonly<Record<string, number>>
  readonly isOpen: boolean
}

const callers = 16
/** Between two calls of one caller of the shaky tool: what is refused at once is no heavier load than what is answered. */
const pauseMs = 5

/** Calls the steady tool so many times while the shaky one is called beside it. */
export async function drill(fault: Fault, calls: number): Promise<DrillFigure> {
  const shop = await startShop(fault)
  const server = await startServer('drilled.ts', [shop.url])
  try {
    await callSteadily(server.url, Math.ceil(calls / 4))
    const shaky: Record<string, number> = {}
    let isOver = false
    const beside = Array.from({ length: callers }, async () => {
      while (!isOver) {
        const code = codeOf(await callTool(server.url, 'shaky', {}))
        shaky[code] = (shaky[code] ?? 0) + 1
        await new Promise(resolve => setTimeout(resolve, pauseMs))
      }
    })
    const { times, answered } = await callSteadily(server.url, calls)
    isOver = true
    await Promise.all(beside)
    const metrics = await (await fetch(new URL('/metrics', server.url))).text()
    return {
      fault,
      steady: times.length,
      answered,
      p50: quantile(times, 0.5),
      p99: quantile(times, 0.99),
      shaky,
      isOpen: metrics.includes('lintel_downstream_open{downstream="shop"} 1'),
    }
  } finally {
    await server.stop()
    shop.close()
  }
}

async function callSteadily(url: string, calls: number) {
  const times: number[] = []
  let [begun, answered] = [0, 0]
  const caller = async () => {
    while (begun < calls) {
      const text = `Call ${++begun}`
      const start = performance.now()
      const result = await callTool(url, 'steady', { text })
      times.push(performance.now() - start)
      if (result.content?.[0]?.text === text) answered++
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return { times, answered }
}

interface Result {
  readonly content?: readonly { readonly text?: string }[]
  readonly isError?: boolean
  readonly _meta?: { readonly 'lintel/error'?: { readonly code: string } }
}

async function callTool(url: string, name: string, args: object): Promise<Result> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': name,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: {
        name,
        arguments: args,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'drill', version: '1' },
          'io.modelcontextprotocol/clientCapabilities': {},
        },
      },
    }),
  })
  const { result = {} } = (await answer.json()) as { readonly result?: Result }
  return result
}

function codeOf({ isError, _meta }: Result): string {
  return isError ? (_meta?.['lintel/error']?.code ?? 'unknown') : 'done'
}

function quantile(times: readonly number[], part: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0
}

/** The system behind the shaky tool. */
async function startShop(fault: Fault) {
  const shop = createServer((_request, response) => {
    if (fault === 'hangs') return
    if (fault === 'fails') response.writeHead(503).end()
    else response.end(fault === 'answers' ? '{"price":1}' : '{"price":"<html>"}')
  })
  await new Promise<void>(resolve => shop.listen(0, '127.0.0.1', resolve))
  const { port } = shop.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      shop.close()
      shop.closeAllConnections()
    },
  }
}
