import { callErrors } from './call-errors.ts'
import type { Json, JsonObject } from './json.ts'

/**
 * Every error that leaves this server, in one table.
 *
 * - `tier`: `transport` answers before MCP (HTTP status), `protocol` is a JSON-RPC error, `application` is a result with `isError`.
 * - `rpc` and `http`: the JSON-RPC code and the HTTP status it is answered with.
 * - `message`: safe for the agent. `next`: what the agent, or its operator, should do.
 *
 * Codes are never reused. `docs/errors.md` lists the same rows; a test holds both together.
 */
export const errorTable = {
  HOST_FORBIDDEN: {
    tier: 'transport',
    rpc: -32000,
    http: 403,
    message: 'Host not allowed: name it in publicUrl or allowedHosts',
    next: 'Send requests to the configured host name, or add it to publicUrl or allowedHosts.',
  },
  ORIGIN_FORBIDDEN: {
    tier: 'transport',
    rpc: -32000,
    http: 403,
    message: 'Origin not allowed: name it in allowedOrigins',
    next: "Add the page's origin to allowedOrigins.",
  },
  AUTHENTICATION_FAILED: {
    tier: 'transport',
    rpc: -32000,
    http: 401,
    message: 'Authentication failed',
    next: 'Sign in with the application that serves this endpoint, and send what it gives out.',
  },
  SIGN_IN_MISSING: {
    tier: 'transport',
    rpc: -32000,
    http: 403,
    message: 'Forbidden: nobody has to sign in here, so only this machine may call; give the mount a principal',
    next: 'Call from the same machine, or give the mount a `principal`; a host that is called with `fetch` passes its own arguments on: server.fetch(request, env).',
  },
  NOT_FOUND: { tier: 'transport', rpc: -32000, http: 404, message: 'Not found', next: 'The MCP endpoint is /mcp.' },
  METHOD_NOT_ALLOWED: {
    tier: 'transport',
    rpc: -32000,
    http: 405,
    message: 'Method not allowed',
    next: 'Send MCP messages with POST.',
  },
  NOT_ACCEPTABLE: {
    tier: 'transport',
    rpc: -32000,
    http: 406,
    message: 'Not Acceptable',
    next: 'Accept both application/json and text/event-stream.',
  },
  STREAM_CONFLICT: {
    tier: 'transport',
    rpc: -32000,
    http: 409,
    message: 'Conflict: the session has a stream already',
    next: 'Use the open stream, or close it first.',
  },
  BODY_TOO_LARGE: {
    tier: 'transport',
    rpc: -32000,
    http: 413,
    message: 'Request body too large',
    next: 'Send a smaller request.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    tier: 'transport',
    rpc: -32000,
    http: 415,
    message: 'Unsupported Media Type: Content-Type must be application/json',
    next: 'Send Content-Type: application/json.',
  },
  SESSION_REQUIRED: {
    tier: 'transport',
    rpc: -32000,
    http: 400,
    message: 'Bad Request: Mcp-Session-Id header is required; send initialize first',
    next: 'Send initialize first, then the Mcp-Session-Id it answered with.',
  },
  SESSION_NOT_FOUND: {
    tier: 'transport',
    rpc: -32001,
    http: 404,
    message: 'Session not found',
    next: 'Send initialize to start a new session.',
  },
  EVENT_NOT_FOUND: {
    tier: 'transport',
    rpc: -32000,
    http: 400,
    message: 'Bad Request: Last-Event-ID is not known',
    next: 'Open a new stream without Last-Event-ID.',
  },
  BODY_CONSUMED: {
    tier: 'transport',
    rpc: -32000,
    http: 500,
    message: 'The request body was consumed before it reached the MCP endpoint',
    next: 'Mount Lintel before what reads the body, or leave what was parsed in `request.body` (Express, Connect) or `ctx.req.body` (Koa); with `fetch`, let the other read `request.clone()`.',
  },
  NOT_READY: {
    tier: 'transport',
    rpc: -32000,
    http: 503,
    message: 'The server could not start',
    next: "Try again later; the operator's log says why.",
  },
  SHUTTING_DOWN: {
    tier: 'transport',
    rpc: -32000,
    http: 503,
    message: 'The server is shutting down',
    next: 'Try again in a few seconds.',
  },

  PARSE_ERROR: {
    tier: 'protocol',
    rpc: -32700,
    http: 400,
    message: 'Parse error: the request body is not valid JSON',
    next: 'Send one JSON-RPC message as JSON.',
  },
  JSON_TOO_DEEP: {
    tier: 'protocol',
    rpc: -32600,
    http: 400,
    message: 'Bad Request: the JSON is nested too deeply',
    next: 'Send a flatter message.',
  },
  INVALID_REQUEST: {
    tier: 'protocol',
    rpc: -32600,
    http: 400,
    message: 'Bad Request: the request body is not a valid JSON-RPC message',
    next: 'Send a JSON-RPC 2.0 request, notification or response.',
  },
  METHOD_NOT_FOUND: {
    tier: 'protocol',
    rpc: -32601,
    http: 404,
    message: 'Method not found',
    next: 'Use a method of the negotiated protocol revision.',
  },
  INVALID_PARAMS: {
    tier: 'protocol',
    rpc: -32602,
    http: 400,
    message: 'Invalid params',
    next: 'Correct the named parameter.',
  },
  TOOL_NOT_FOUND: {
    tier: 'protocol',
    rpc: -32602,
    http: 200,
    message: 'Tool not found',
    next: 'Call tools/list for the tools there are.',
  },
  PROMPT_NOT_FOUND: {
    tier: 'protocol',
    rpc: -32602,
    http: 200,
    message: 'Prompt not found',
    next: 'Call prompts/list for the prompts there are.',
  },
  RESOURCE_NOT_FOUND: {
    tier: 'protocol',
    rpc: -32602,
    http: 200,
    message: 'Resource not found',
    next: 'Call resources/list for the resources there are.',
  },
  INVALID_CURSOR: {
    tier: 'protocol',
    rpc: -32602,
    http: 200,
    message: 'Invalid cursor',
    next: 'Start the list again without a cursor.',
  },
  REQUEST_STATE_INVALID: {
    tier: 'protocol',
    rpc: -32602,
    http: 200,
    message: 'Invalid or expired requestState',
    next: 'Send the request again without requestState and inputResponses.',
  },
  HEADER_MISMATCH: {
    tier: 'protocol',
    rpc: -32020,
    http: 400,
    message: 'Bad Request: the request headers and body disagree',
    next: 'Make the Mcp-* headers repeat what the body says.',
  },
  CLIENT_CAPABILITY_MISSING: {
    tier: 'protocol',
    rpc: -32021,
    http: 400,
    message: 'The client did not declare a capability that this request needs',
    next: 'Declare the capability, or use a client that has it.',
  },
  UNSUPPORTED_VERSION: {
    tier: 'protocol',
    rpc: -32022,
    http: 400,
    message: 'Unsupported protocol version',
    next: 'Use one of data.supported.',
  },
  INTERNAL_ERROR: {
    tier: 'protocol',
    rpc: -32603,
    http: 500,
    message: 'Internal error',
    next: 'Try again; if it fails again, give the operator the correlation id.',
  },
  TOO_MANY_CALLS: {
    tier: 'protocol',
    rpc: -32603,
    http: 200,
    message: 'Too many calls are running',
    next: 'Wait for answers, then call again.',
  },
  TOO_MANY_STREAMS: {
    tier: 'transport',
    rpc: -32000,
    http: 503,
    message: 'Too many open streams',
    next: 'Try again later.',
  },
  TOO_MANY_SUBSCRIPTIONS: {
    tier: 'protocol',
    rpc: -32603,
    http: 200,
    message: 'Too many open subscriptions',
    next: 'Close a subscription first.',
  },

  ARGUMENTS_INVALID: {
    tier: 'application',
    category: 'CLIENT_ERROR',
    retryable: false,
    rpc: -32602,
    message: 'The arguments do not match the input schema',
    next: 'Correct the named arguments and call again.',
  },
  SCOPE_MISSING: {
    tier: 'application',
    category: 'CLIENT_ERROR',
    retryable: false,
    rpc: -31403,
    message: 'The call needs scopes that were not granted',
    next: 'Ask the person to grant the named scopes, then call again.',
  },
  RATE_LIMITED: {
    tier: 'application',
    category: 'CLIENT_ERROR',
    retryable: true,
    rpc: -31429,
    message: 'Too many calls in a short time',
    next: 'Wait, then call again.',
  },
  OVERLOADED: {
    tier: 'application',
    category: 'SERVER_ERROR',
    retryable: true,
    rpc: -31503,
    message: 'The server works on as many calls as it can',
    next: 'Wait, then call again.',
  },
  TIMEOUT: {
    tier: 'application',
    category: 'SERVER_ERROR',
    retryable: true,
    rpc: -31504,
    message: 'The call took longer than it may',
    next: 'Ask for less at once, or call again later.',
  },
  CALL_CANCELLED: {
    tier: 'application',
    category: 'CLIENT_ERROR',
    retryable: true,
    rpc: -31499,
    message: 'The call was cancelled',
    next: 'Call again if the answer is still wanted.',
  },
  DOWNSTREAM_UNAVAILABLE: {
    tier: 'application',
    category: 'EXTERNAL_ERROR',
    retryable: true,
    rpc: -31502,
    message: 'A system that the tool depends on does not answer',
    next: 'Go on without it, or call again later.',
  },
  RESULT_TOO_LARGE: {
    tier: 'application',
    category: 'CLIENT_ERROR',
    retryable: false,
    rpc: -31413,
    message: 'The result is larger than an answer may be',
    next: 'Ask for less at once.',
  },
  CONTINUATION_INVALID: {
    tier: 'application',
    category: 'CLIENT_ERROR',
    retryable: false,
    rpc: -31410,
    message: 'The cursor is unknown or has expired',
    next: 'Make the call again without a cursor.',
  },
  OUTPUT_INVALID: {
    tier: 'application',
    category: 'SERVER_ERROR',
    retryable: false,
    rpc: -32603,
    message: 'The tool produced a result that does not match its output schema',
    next: 'Give the operator the correlation id.',
  },
  SERVER_ERROR: {
    tier: 'application',
    category: 'SERVER_ERROR',
    retryable: true,
    rpc: -32603,
    message: 'The tool failed',
    next: 'Try again; if it fails again, give the operator the correlation id.',
  },
  ...callErrors,
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof errorTable

/** What only practices in report mode say, in records and metrics: no call ends with it. */
export const reportCodes = {
  CACHE_HIT: 'remember: the result would have come from the cache',
  SECRET_IN_RESULT: 'redact: something in the result looks like a secret, and would have been masked',
} as const

export type ReportCode = ApplicationErrorCode | keyof typeof reportCodes
export type ErrorCategory = 'CLIENT_ERROR' | 'SERVER_ERROR' | 'EXTERNAL_ERROR'

type ErrorRow =
  | {
      readonly tier: 'transport' | 'protocol'
      readonly rpc: number
      readonly http: number
      readonly message: string
      readonly next: string
    }
  | {
      readonly tier: 'application'
      readonly category: ErrorCategory
      /** Whether the same call may succeed later. */
      readonly retryable: boolean
      /** Where the method has no error results. Outside of the range that JSON-RPC 2.0 reserves, unless it names the fault. */
      readonly rpc: number
      readonly message: string
      readonly next: string
    }

/** The codes that are answered as an HTTP status or a JSON-RPC error. */
export type RpcErrorCode = {
  [C in ErrorCode]: (typeof errorTable)[C] extends { readonly http: number } ? C : never
}[ErrorCode]

/** The codes that the agent reads as the result of a tool. */
export type ApplicationErrorCode = Exclude<ErrorCode, RpcErrorCode>

/** A refusal on the wire: what is answered, and with which HTTP status. */
export interface RpcFailure {
  readonly code: ErrorCode
  readonly rpc: number
  readonly http: number
  readonly message: string
  readonly data?: Json
}

export interface RpcFailureDetails {
  /** Replaces the table's message; must be as safe as that one. */
  readonly message?: string
  readonly data?: Json
  readonly http?: number
  readonly rpc?: number
}

export function rpcFailure(code: RpcErrorCode, details: RpcFailureDetails = {}): RpcFailure {
  const row = errorTable[code]
  return {
    code,
    rpc: details.rpc ?? row.rpc,
    http: details.http ?? row.http,
    message: details.message ?? row.message,
    ...(details.data !== undefined && { data: details.data }),
  }
}

/** Thrown where a request cannot be answered with a result. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly failure: RpcFailure
  constructor(code: RpcErrorCode, details?: RpcFailureDetails) {
    const failure = rpcFailure(code, details)
    super(failure.message)
    this.failure = failure
  }
}

/**
 * Thrown by a handler to tell the agent what went wrong and what to do next. Everything here reaches the agent, so it
 * holds nothing secret; put the rest in `cause` and `detail`, which only the operator's log shows.
 */
export class ToolError extends Error {
  override readonly name = 'ToolError'
  /** Stable, in capitals: `FILE_NOT_FOUND`. */
  readonly code: string
  readonly category: ErrorCategory
  /** Whether the same call may succeed later. */
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  /** One sentence: what the agent should do. */
  readonly next: string | undefined
  /** Further safe facts, shown to the agent. */
  readonly data: JsonObject | undefined
  /** For the operator's log only. */
  readonly detail: unknown
  constructor(message: string, options: ToolErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = options.code ?? 'TOOL_ERROR'
    this.category = options.category ?? 'CLIENT_ERROR'
    this.retryable = options.retryable ?? false
    this.retryAfterMs = options.retryAfterMs
    this.next = options.next
    this.data = options.data
    this.detail = options.detail
  }
}

export interface ToolErrorOptions {
  readonly code?: string
  readonly category?: ErrorCategory
  readonly retryable?: boolean
  readonly retryAfterMs?: number
  readonly next?: string
  readonly data?: JsonObject
  readonly detail?: unknown
  readonly cause?: unknown
}

/** A definition that cannot be served: a wrong name, a missing description, a name taken twice. Thrown at registration. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError'
}
