import { readFileSync } from 'node:fs'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'

export interface SearchResult {
  readonly seconds: number
  /** Bytes of all answers as JSON. */
  readonly bytes: number
  readonly pages: number
  readonly paths: readonly string[]
}

/** A filesystem server over stdio, asked through the SDK's client. */
export class SearchClient implements AsyncDisposable {
  readonly #client = new Client({ name: 'bench', version: '1.0.0' })
  readonly #transport: StdioClientTransport

  constructor(script: string, root: string) {
    this.#transport = new StdioClientTransport({ command: process.execPath, args: [script, root], stderr: 'ignore' })
  }

  connect(): Promise<void> {
    return this.#client.connect(this.#transport)
  }

  /** One search to its end: where the server answers in pages, all of them. */
  async search(root: string, pattern: string): Promise<SearchResult> {
    const began = performance.now()
    const paths: string[] = []
    let bytes = 0
    let pages = 0
    let cursor: string | undefined
    do {
      const args = { path: root, pattern, ...(cursor !== undefined && { cursor }) }
      const answer = await this.#client.callTool({ name: 'search_files', arguments: args }, { timeout: 120_000 })
      const [block] = answer.content
      if (answer.isError || block?.type !== 'text') throw new Error(`The search failed: ${JSON.stringify(answer)}`)
      bytes += Buffer.byteLength(JSON.stringify(answer))
      pages++
      paths.push(...block.text.split('\n').filter(line => line.startsWith(root)))
      cursor = (answer.structuredContent as { readonly nextCursor?: string } | undefined)?.nextCursor
    } while (cursor !== undefined)
    return { seconds: (performance.now() - began) / 1_000, bytes, pages, paths }
  }

  /** The most resident memory so far, in MB; undefined where the system does not tell. */
  peakMemory(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#transport.pid}/status`, 'utf8')
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1_024
    } catch {
      return undefined
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close()
  }
}
