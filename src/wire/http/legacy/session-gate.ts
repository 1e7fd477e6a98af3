import { type RpcErrorCode, type RpcFailure, rpcFailure } from '../../../errors.ts'
import type { Principal } from '../../../identity/principal.ts'
import { isPromise, type MaybePromise } from '../../../maybe-promise.ts'
import type { SessionState } from '../../../session/session.ts'
import type { Logger } from '../../../telemetry/logger.ts'
import { isLegacyRevision, legacyRevisions } from '../../revisions/legacy/dialect.ts'
import type { Introduction } from '../../revisions/legacy/initialize.ts'
import type { LiveSession, LiveSessions } from '../../revisions/legacy/live-sessions.ts'
import type { Exchange } from '../exchange.ts'
import { refuse } from '../refuse.ts'

/** Makes sessions, finds the one that a request names, and ends it. */
export class SessionGate {
  readonly state: SessionState
  readonly #live: LiveSessions
  readonly #logger: Logger

  constructor(state: SessionState, live: LiveSessions, logger: Logger) {
    this.state = state
    this.#live = live
    this.#logger = logger
  }

  /** Answers `initialize` with a new session. */
  create(
    exchange: Exchange,
    cors: readonly string[],
    principal: Principal,
    { id, revision, client }: Introduction & { readonly id: string },
    answer: string,
  ): void {
    const session = { id, revision, client, principalId: principal.id, logLevel: undefined, subscriptions: [] }
    this.proceed(exchange, cors, this.state.sessions.create(session), () =>
      exchange.answer(200, ['Mcp-Session-Id', id, ...cors], answer),
    )
  }

  /** Goes on with the live side of the session that a request names. A session of another principal is one that there is not. */
  find(exchange: Exchange, cors: readonly string[], principal: Principal, next: (live: LiveSession) => void): void {
    const fail = (code: RpcErrorCode) => refuse(exchange, rpcFailure(code), cors)
    const id = exchange.header('mcp-session-id')
    if (id === undefined || id === '') return fail('SESSION_REQUIRED')
    this.proceed(exchange, cors, this.state.sessions.load(id), session => {
      if (!session || session.principalId !== principal.id) return fail('SESSION_NOT_FOUND')
      const unsupported = checkVersion(exchange.header('mcp-protocol-version'))
      if (unsupported) return refuse(exchange, unsupported, cors)
      return next(this.#live.of(session))
    })
  }

  end(exchange: Exchange, cors: readonly string[], { session }: LiveSession): void {
    this.proceed(exchange, cors, this.state.sessions.end(session.id), () => exchange.answer(200, cors, ''))
  }

  /** Goes on once the store has answered; a store that fails is told to the operator, not to the client. */
  proceed<T>(exchange: Exchange, cors: readonly string[], stored: MaybePromise<T>, next: (value: T) => void): void {
    if (!isPromise(stored)) return next(stored)
    stored.then(next).catch(error => {
      this.#logger.error('session.store_failed', { error })
      refuse(exchange, rpcFailure('INTERNAL_ERROR'), cors)
    })
  }
}

/** A version header must name a revision that we speak in this era (2025-11-25, "Protocol Version Header"). */
export function checkVersion(version: string | undefined): RpcFailure | undefined {
  if (version === undefined || isLegacyRevision(version)) return undefined
  const message = `Bad Request: Unsupported protocol version: ${version} (supported: ${legacyRevisions.join(', ')})`
  return rpcFailure('UNSUPPORTED_VERSION', { message, rpc: -32000 })
}
