import { rpcFailure } from '../../errors.ts'
import type { Principal } from '../../identity/principal.ts'
import { isPromise } from '../../maybe-promise.ts'
import { type Classified, classify, type Modern } from '../classify.ts'
import { idOf } from '../jsonrpc.ts'
import { checkHeaders } from '../revisions/modern/check-headers.ts'
import { checkRevision } from '../revisions/modern/check-revision.ts'
import type { ModernEra } from '../revisions/modern/modern.ts'
import type { Service } from '../service.ts'
import { isSsePath, type SseEndpoint } from '../sse/sse-endpoint.ts'
import type { Admission, Admit } from './admission.ts'
import { checkHost, checkOrigin, type OriginPolicy } from './check-origin.ts'
import { answerPreflight, corsHeaders } from './cors.ts'
import type { Exchange } from './exchange.ts'
import type { KeepAlive } from './keep-alive.ts'
import type { LegacyEndpoint } from './legacy/legacy-endpoint.ts'
import type { HttpLimits } from './limits.ts'
import { openPlainStream } from './message-stream.ts'
import { answerElsewhere, pathOf } from './paths.ts'
import { PostReply } from './post-reply.ts'
import { readJson } from './read-json.ts'
import { refuse } from './refuse.ts'
import type { ResourceMetadata } from './resource-metadata.ts'
import { makeRefusalTeller, type TellRefusal } from './tell-refusals.ts'
import { type Traffic, traceExchange } from './trace-exchange.ts'
import { track } from './track.ts'

export interface EndpointParts<X extends Exchange> {
  readonly service: Service
  readonly modern: ModernEra
  readonly legacy: LegacyEndpoint
  readonly policy: OriginPolicy
  readonly admit: Admit<X>
  readonly limits: HttpLimits
  readonly keepAlive: KeepAlive
  /** Path of the MCP endpoint; undefined where the host routes nothing else here. */
  readonly path: string | undefined
  readonly isDraining: () => boolean
  /** Whether there is nothing left that could serve a request. */
  readonly isClosed: () => boolean
  readonly traffic: Traffic | undefined
  /** The deprecated HTTP+SSE transport, where it is switched on. */
  readonly sse: SseEndpoint | undefined
  /** Undefined at a mount: the application decides who sees them. */
  readonly metrics: (() => string) | undefined
  readonly downstreams: () => readonly (readonly [name: string, state: string])[]
  /** Tells clients where to sign in (RFC 9728). */
  readonly metadata: ResourceMetadata | undefined
}

/** Answers one HTTP request: who may ask, what was asked, in which era. */
export function makeEndpoint<X extends Exchange>(parts: EndpointParts<X>): (exchange: X) => void {
  const { policy, path, traffic, admit, service, metadata, sse } = parts
  const tellRefusal = makeRefusalTeller(service.logger)
  const servers: Servers = {
    tellRefusal,
    post: makePostHandler(parts),
    legacy: parts.legacy,
    sse,
    isDraining: parts.isDraining,
  }

  const forbid: TellRefusal = (exchange, failure) => {
    tellRefusal(exchange, failure)
    refuse(exchange, failure)
  }

  /** The one that was allowed last: most requests name the same. */
  let allowedHost: string | undefined
  return function answerExchange(untraced) {
    const exchange = traffic ? traceExchange(untraced, traffic) : untraced
    const host = exchange.header('host')
    if (host === undefined || host !== allowedHost || exchange.authority !== undefined) {
      const failed = checkHost(policy, host, exchange.authority)
      if (failed) return forbid(exchange, failed)
      allowedHost = host
    }
    const origin = exchange.header('origin')
    const foreign = checkOrigin(policy, origin)
    if (foreign) return forbid(exchange, foreign)
    const cors = corsHeaders(origin)
    if (metadata?.isAt(exchange.base, pathOf(exchange.target))) {
      return exchange.method === 'OPTIONS' ? answerPreflight(exchange, origin) : metadata.answer(exchange, cors)
    }
    const isSse = sse !== undefined && isSsePath(pathOf(exchange.target))
    if (!isSse && path !== undefined && pathOf(exchange.target) !== path) {
      return answerElsewhere(exchange, path, parts, cors)
    }
    if (exchange.method === 'OPTIONS') return answerPreflight(exchange, origin)
    // A request that was on its way when the server began to drain is still answered.
    const isLate = parts.isDraining()
    const admission = admit(untraced)
    if (!isPromise(admission)) return serveAdmitted(servers, exchange, cors, admission, isSse, isLate)
    admission
      .then(admitted => {
        if (!exchange.isOver) serveAdmitted(servers, exchange, cors, admitted, isSse, isLate)
      })
      .catch(error => {
        service.logger.error('http.failed', { error })
        refuse(exchange, rpcFailure('INTERNAL_ERROR'), cors)
      })
  }
}

interface Servers {
  readonly tellRefusal: TellRefusal
  readonly post: (exchange: Exchange, cors: readonly string[], principal: Principal, isLate: boolean) => void
  readonly legacy: LegacyEndpoint
  readonly sse: SseEndpoint | undefined
  readonly isDraining: () => boolean
}

function serveAdmitted(
  { tellRefusal, post, legacy, sse, isDraining }: Servers,
  exchange: Exchange,
  cors: readonly string[],
  admission: Admission,
  isSse: boolean,
  isLate: boolean,
): void {
  if ('denied' in admission) {
    tellRefusal(exchange, admission.denied)
    return refuse(exchange, admission.denied, [...admission.headers, ...cors])
  }
  if (isSse) {
    // A stream that opens now would be ended by nobody.
    if (isDraining() && exchange.method === 'GET') return refuse(exchange, rpcFailure('SHUTTING_DOWN'), cors)
    return sse?.serve(exchange, cors, admission)
  }
  switch (exchange.method) {
    case 'POST':
      return post(exchange, cors, admission, isLate)
    case 'GET':
    case 'DELETE':
      if (isDraining()) return refuse(exchange, rpcFailure('SHUTTING_DOWN'), cors)
      return legacy.serveSessionRequest(exchange, cors, admission)
    default:
      return refuse(exchange, rpcFailure('METHOD_NOT_ALLOWED'), ['Allow', 'GET, POST, DELETE, OPTIONS', ...cors])
  }
}

function makePostHandler<X extends Exchange>(parts: EndpointParts<X>): Servers['post'] {
  const { service, modern, legacy, limits, keepAlive } = parts
  let isTold = false
  const tellConsumed = () => {
    if (!isTold) service.logger.error('mount.body_consumed', { advice: consumed })
    isTold = true
  }
  return function handlePost(exchange, cors, principal, isLate) {
    if (!isJson(exchange.header('content-type'))) return refuse(exchange, rpcFailure('UNSUPPORTED_MEDIA_TYPE'), cors)
    readJson(exchange, limits, read => {
      if ('failed' in read) {
        if (read.failed.code === 'BODY_CONSUMED') tellConsumed()
        return refuse(exchange, read.failed, cors)
      }
      const { body, length } = read
      const inbound = classify({
        body,
        versionHeader: exchange.header('mcp-protocol-version'),
        methodHeader: exchange.header('mcp-method'),
      })
      if ((isLate && !concernsRunning(inbound)) || parts.isClosed())
        return refuse(exchange, rpcFailure('SHUTTING_DOWN'), cors)
      if (inbound.kind === 'reject') return refuse(exchange, inbound.failure, cors, idOf(body))
      if (inbound.kind === 'modern') return serveModern(exchange, cors, principal, inbound, length)
      return legacy.servePost(exchange, cors, principal, { body, length }, inbound)
    })
  }

  function serveModern(
    exchange: Exchange,
    cors: readonly string[],
    principal: Principal,
    { message, revision }: Modern,
    length: number,
  ): void {
    const id = 'id' in message ? message.id : undefined
    const unsupported = checkRevision(revision)
    if (unsupported) return refuse(exchange, unsupported, cors, id)
    // Nothing in this revision is told to a server over HTTP: a client cancels by hanging up.
    if (!('id' in message)) return exchange.answer(202, cors, '')
    const mismatch = checkHeaders(message, name => exchange.header(name), service.registry)
    const reply = new PostReply(exchange, () => openPlainStream(exchange, cors), cors, length)
    if (mismatch) return modern.refuse(message, principal, reply, mismatch)
    modern.serve(message, principal, reply)
    if (!reply.done) track(keepAlive, reply, exchange)
  }
}

const consumed =
  'Something before Lintel read the body and left nothing of it. Mount Lintel before that, or leave what it parsed where Lintel looks: request.body in Express and Connect, ctx.req.body in Koa. With fetch, let it read request.clone().'

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
