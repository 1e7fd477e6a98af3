import type { JsonObject } from '../../json.ts'

/** What the commands need of an MCP server, in either era of the protocol. */
export interface Connection {
  /** The protocol revision that both sides agreed on. */
  readonly revision: string
  /** Name, version and more that the server says of itself. */
  readonly server: JsonObject
  listTools(signal: AbortSignal): Promise<readonly ListedTool[]>
  callTool(tool: ListedTool, args: JsonObject, options: CallOptions): Promise<JsonObject>
  readResource(uri: string, signal: AbortSignal): Promise<JsonObject>
  /** Ends the conversation, where there is one. */
  close(): Promise<void>
}

export interface ListedTool {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly inputSchema: JsonObject
  readonly annotations?: JsonObject
}

export interface CallOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
  /** Answers what the server asks of a person (`elicitation/create`). */
  readonly answer: (question: JsonObject, signal: AbortSignal) => Promise<JsonObject>
}

export interface Progress {
  readonly done: number
  readonly total?: number
  readonly message?: string
}

/** Nothing answers at the address: no connection came about. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

/** The connection ended before the answer was there: the server may have done what it was asked. */
export class BrokenConnectionError extends Error {
  override readonly name = 'BrokenConnectionError'
}

/** What answers at the address does not speak MCP. */
export class NotMcpError extends Error {
  override readonly name = 'NotMcpError'
}

/** The server answered a request with a JSON-RPC error. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: number
  readonly data: unknown
  constructor(error: JsonObject) {
    super(typeof error['message'] === 'string' ? error['message'] : 'The server answered with an error')
    this.code = typeof error['code'] === 'number' ? error['code'] : 0
    this.data = error['data']
  }
}
