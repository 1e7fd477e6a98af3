import type { Json } from '../../src/index.ts'

/** Any JSON-RPC message as a client reads it: every member is optional, what is there the test asserts. */
export interface Message {
  readonly jsonrpc: '2.0'
  readonly id?: string | number | null
  readonly method?: string
  readonly params?: Params
  readonly result?: Result
  readonly error?: { readonly code: number; readonly message: string; readonly data?: ErrorData }
}

export interface Params {
  readonly [key: string]: unknown
  readonly _meta?: Record<string, unknown>
  readonly message?: string
  readonly requestedSchema?: Json
  readonly uri?: string
  readonly notifications?: Json
}

export interface ErrorData {
  readonly [key: string]: unknown
  readonly correlationId?: string
  readonly supported?: readonly string[]
}

export interface Result {
  readonly [key: string]: unknown
  readonly content?: readonly { readonly type: string; readonly text?: string }[]
  readonly isError?: boolean
  readonly structuredContent?: unknown
  readonly resultType?: string
  readonly requestState?: string
  readonly inputRequests?: Record<string, { readonly method: string; readonly params: Params }>
  readonly tools?: readonly { readonly name: string; readonly [key: string]: unknown }[]
  readonly nextCursor?: string
  readonly protocolVersion?: string
  readonly capabilities?: Record<string, Record<string, unknown>>
  readonly _meta?: Record<string, unknown>
}

/** The text that a tool answered with. */
export function textOf({ result }: Message): string {
  return (result?.content ?? []).map(block => block.text ?? '').join('')
}

/** What a failed tool call tells programs. */
export interface Failure {
  readonly code?: string
  readonly category?: string
  readonly retryable?: boolean
  readonly correlationId?: string
}

export function failureOf(result: Result | undefined): Failure {
  return (result?._meta?.['lintel/error'] ?? {}) as Failure
}
