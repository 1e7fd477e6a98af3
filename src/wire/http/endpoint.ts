import { type RpcErrorCode, type RpcFailure, type RpcFailureDetails, rpcFailure } from '../../errors.ts'
import { anonymous } from '../../identity/principal.ts'
import { type Classified, classify, type Modern } from '../classify.ts'
import { idOf } from '../jsonrpc.ts'
import { checkHeaders } from '../revisions/modern/check-headers.ts'
import { checkRevision } from '../revisions/modern/check-revision.ts'
import type { ModernEra } from '../revisions/modern/modern.ts'
import type { Service } from '../service.ts'
import { messagesPath, type SseEndpoint, ssePath } from '../sse/sse-endpoint.ts'
import { isTooDeep } from './check-depth.ts'
import { checkHost, checkOrigin, type OriginPolicy } from './check-origin.ts'
import { answerPreflight, corsHeaders } from './cors.ts'
import type { Exchange } from './exchange.ts'
import type { KeepAlive } from './keep-alive.ts'
import type { LegacyEndpoint } from './legacy/legacy-endpoint.ts'
import type { HttpLimits } from './limits.ts'
import { openPlainStream } from './message-stream.ts'
import { PostReply } from './post-reply.ts'
import { refuse } from './refuse.ts'
import { type Traffic, traceExchange } from './trace-exchange.ts'
import { track } from './track.ts'

export interface EndpointParts {
  readonly service: Service
  readonly modern: ModernEra
  readonly legacy: LegacyEndpoint
  readonly policy: OriginPolicy
  readonly limits: HttpLimits
  readonly keepAlive: KeepAlive
  /** Path of the MCP endpoint. */
  readonly path: string
  readonly isDraining: () => boolean
  readonly traffic: Traffic | undefined
  /** The deprecated HTTP+SSE transport, where it is switched on. */
  readonly sse: SseEndpoint | undefined
}

/** Answers one HTTP request: who may ask, what was asked, in which era. */
export function makeEndpoint(parts: EndpointParts): (exchange: Exchange) => void {
  const { policy, path, traffic } = parts
  const handlePost = makePostHandler(parts)

  return function answerExchange(untraced) {
    const exchange = traffic ? traceExchange(untraced, traffic) : untraced
    const failed = checkHost(policy, exchange.header('host'))
    if (failed) return refuse(exchange, failed)
    const origin = exchange.header('origin')
    const foreign = checkOrigin(policy, origin)
    if (foreign) return refuse(exchange, foreign)
    const { target } = exchange
    if (target !== path && pathOf(target) !== path) return answerElsewhere(parts, exchange, corsHeaders(origin))
    switch (exchange.method) {
      case 'POST':
        return handlePost(exchange, corsHeaders(origin))
      case 'GET':
      case 'DELETE':
        return parts.legacy.serveSessionRequest(exchange, corsHeaders(origin))
      case 'OPTIONS':
        return answerPreflight(exchange, origin)
      default:
        return refuse(exchange, rpcFailure('METHOD_NOT_ALLOWED'), [
          'Allow',
          'GET, POST, DELETE, OPTIONS',
          ...corsHeaders(origin),
        ])
    }
  }
}

function makePostHandler({ service, modern, legacy, limits, keepAlive, isDraining }: EndpointParts) {
  return function handlePost(exchange: Exchange, cors: readonly string[]): void {
    const fail = (code: RpcErrorCode, details?: RpcFailureDetails) => refuse(exchange, rpcFailure(code, details), cors)
    // A request that was on its way when the server began to drain is still answered.
    const late = isDraining()
    if (!isJson(exchange.header('content-type'))) return fail('UNSUPPORTED_MEDIA_TYPE')
    exchange.readBody(limits.body, read => {
      if ('refused' in read) {
        if (read.refused === 'unreadable') return fail('PARSE_ERROR')
        return fail('BODY_TOO_LARGE', { message: `Request body too large: at most ${limits.body} bytes` })
      }
      if (isTooDeep(read.text, limits.depth)) return fail('JSON_TOO_DEEP')
      const body = parse(read.text)
      if (body === undefined) return fail('PARSE_ERROR')
      const inbound = classify({
        body,
        versionHeader: exchange.header('mcp-protocol-version'),
        methodHeader: exchange.header('mcp-method'),
      })
      if (late && !concernsRunning(inbound)) return fail('SHUTTING_DOWN')
      if (inbound.kind === 'reject') return refuse(exchange, inbound.failure, cors, idOf(body))
      if (inbound.kind === 'modern') return serveModern(exchange, cors, inbound)
      return legacy.servePost(exchange, cors, body, inbound)
    })
  }

  function serveModern(exchange: Exchange, cors: readonly string[], { message, revision }: Modern): void {
    const id = 'id' in message ? message.id : undefined
    const unsupported = checkRevision(revision)
    if (unsupported) return refuse(exchange, unsupported, cors, id)
    // Nothing in this revision is told to a server over HTTP: a client cancels by hanging up.
    if (!('id' in message)) return exchange.answer(202, cors, '')
    const mismatch = checkHeaders(message, name => exchange.header(name), service.registry)
    if (mismatch) return refuse(exchange, mismatch, cors, id)
    const reply = new PostReply(exchange, () => openPlainStream(exchange, cors), cors)
    modern.serve(message, anonymous, reply)
    if (!reply.done) track(keepAlive, reply, exchange)
  }
}

function answerElsewhere({ path, isDraining, sse }: EndpointParts, exchange: Exchange, cors: readonly string[]): void {
  const at = pathOf(exchange.target)
  if (sse && (at === ssePath || at === messagesPath)) return sse.serve(exchange, cors)
  if (at === '/healthz') return exchange.answer(200, plain, 'ok\n')
  if (at === '/readyz')
    return isDraining() ? exchange.answer(503, plain, 'draining\n') : exchange.answer(200, plain, 'ready\n')
  if (at === '/' && exchange.method === 'GET')
    return exchange.answer(200, plain, `This is an MCP server. Connect your client to ${path}\n`)
  const failure: RpcFailure = rpcFailure('NOT_FOUND', { message: `Not found: the MCP endpoint is ${path}` })
  refuse(exchange, failure, cors)
}

const plain = ['Content-Type', 'text/plain; charset=utf-8']

function pathOf(target: string): string {
  const query = target.indexOf('?')
  const path = query === -1 ? target : target.slice(0, query)
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

/** What calls that run already wait for, or no longer: answers to our questions and notifications. */
function concernsRunning(inbound: Classified): boolean {
  return inbound.kind === 'legacy' && (inbound.reason === 'response' || inbound.reason === 'notification')
}

/** RFC 9110: the media type without regard to case, whatever its parameters. */
function isJson(contentType: string | undefined): boolean {
  if (contentType === undefined) return false
  if (contentType === 'application/json') return true
  const semicolon = contentType.indexOf(';')
  const type = semicolon === -1 ? contentType : contentType.slice(0, semicolon)
  return type.trim().toLowerCase() === 'application/json'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
