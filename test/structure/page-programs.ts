import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { root } from './source-tree.ts'

export function typeCheck(project: string): void {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' })
  assert.equal(status, 0, stdout)
}

/** Runs a program that listens until the test ends; answers where its MCP endpoint is. */
export async function startListening(t: TestContext, file: string): Promise<URL> {
  const announce = pathToFileURL(join(import.meta.dirname, 'announce-port.ts')).href
  const child = spawn(process.execPath, ['--import', announce, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill())
  for await (const line of createInterface({ input: child.stdout })) if (/^http:\S+$/.test(line)) return new URL(line)
  throw new Error(`${file} ended before it listened`)
}

export function connect(
  t: TestContext,
  url: URL,
  headers: Readonly<Record<string, string>> = {},
  send: typeof fetch = fetch,
): Promise<Client> {
  return connectBy(t, new StreamableHTTPClientTransport(url, { requestInit: { headers }, fetch: send }))
}

/** Runs a program that speaks over its standard input and output. */
export function connectPiped(t: TestContext, file: string): Promise<Client> {
  return connectBy(t, new StdioClientTransport({ command: process.execPath, args: [file], stderr: 'inherit' }))
}

async function connectBy(t: TestContext, transport: Parameters<Client['connect']>[0]): Promise<Client> {
  const client = new Client({ name: 'reader', version: '1.0.0' }, { capabilities: { elicitation: {} } })
  await client.connect(transport)
  t.after(() => client.close())
  return client
}
