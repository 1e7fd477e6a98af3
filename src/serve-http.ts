import type { Clock } from './clock.ts'
import { keepsProcess } from './runtime.ts'
import { defaultSessionLimits, memorySessionState, type SessionLimits } from './session/memory-state.ts'
import type { HttpSide } from './wire/hosts/mounted.ts'
import type { Admit } from './wire/http/admission.ts'
import type { OriginPolicy } from './wire/http/check-origin.ts'
import { makeEndpoint } from './wire/http/endpoint.ts'
import type { Exchange } from './wire/http/exchange.ts'
import { SeparateKeepAlive, SharedKeepAlive } from './wire/http/keep-alive.ts'
import { LegacyEndpoint } from './wire/http/legacy/legacy-endpoint.ts'
import { SessionGate } from './wire/http/legacy/session-gate.ts'
import type { HttpLimits } from './wire/http/limits.ts'
import { type ResourceMetadata, wellKnown } from './wire/http/resource-metadata.ts'
import { type Traffic, traceExchange } from './wire/http/trace-exchange.ts'
import { turnAway } from './wire/http/turn-away.ts'
import type { ResourceInterest } from './wire/resource-interest.ts'
import { LiveSessions } from './wire/revisions/legacy/live-sessions.ts'
import { ModernEra } from './wire/revisions/modern/modern.ts'
import type { Service } from './wire/service.ts'
import { isSsePath, SseEndpoint } from './wire/sse/sse-endpoint.ts'

/** What every HTTP side of a server shares. */
export interface HttpParts {
  readonly service: Service
  readonly interest: ResourceInterest
  readonly limits: HttpLimits
  readonly clock: Clock
  /** What `/metrics` answers. */
  readonly metrics: () => string
  /** What `/readyz` says of the systems behind the tools. */
  readonly downstreams: () => readonly (readonly [name: string, state: string])[]
  /** Each side adds what counts its sessions, for as long as it is open. */
  readonly sessionCounts: Set<() => number>
  /** Undefined: each request stands alone. */
  readonly sessions: Partial<SessionLimits> | undefined
  readonly sse: boolean
  readonly traffic: Traffic | undefined
}

/** Where one HTTP side answers, and whom. */
export interface HttpPlace<X extends Exchange> {
  /** Whether the port is the server's own: only there it tells of itself beside the endpoint. */
  readonly isWhole?: boolean
  readonly path: string | undefined
  readonly policy: OriginPolicy
  readonly admit: Admit<X>
  readonly metadata?: ResourceMetadata | undefined
}

/** Puts the HTTP side of a server together: its eras, its sessions, its streams. Each place has its own. */
export function serveHttp<X extends Exchange>(parts: HttpParts, place: HttpPlace<X>): HttpSide<X> {
  const { service, interest, limits, clock, sessions, traffic } = parts
  const state = sessions && memorySessionState(clock, { ...defaultSessionLimits, ...sessions })
  const live = state && new LiveSessions(state, service, interest)
  const gate = state && live && new SessionGate(state, live, service.logger)
  const keepAlive = new (keepsProcess ? SharedKeepAlive : SeparateKeepAlive)(clock, limits.pingMs)
  const sse = parts.sse
    ? new SseEndpoint({ service, interest, limits, keepAlive, maxStreams: limits.connections })
    : undefined
  const modern = new ModernEra(service, interest)
  const legacy = new LegacyEndpoint({ service, limits, keepAlive, gate })
  const countSessions = () => live?.size ?? 0
  parts.sessionCounts.add(countSessions)
  let draining = false
  const isDraining = () => draining
  let closed = false
  const { path, policy, admit, metadata } = place
  return {
    handle: makeEndpoint({
      service,
      modern,
      legacy,
      policy,
      admit,
      limits,
      keepAlive,
      path,
      isDraining,
      isClosed: () => closed,
      traffic,
      sse,
      metadata,
      metrics: place.isWhole ? parts.metrics : undefined,
      downstreams: place.isWhole ? parts.downstreams : () => [],
    }),
    turnAway: (exchange, failure) => turnAway(traffic ? traceExchange(exchange, traffic) : exchange, policy, failure),
    serves: (base, at) =>
      path === undefined ||
      at === path ||
      (sse && isSsePath(at)) ||
      (metadata?.isAt(base, at) && at !== wellKnown) ||
      false,
    drain: () => {
      draining = true
    },
    endStreams: () => {
      modern.close()
      live?.closeStanding()
      sse?.close()
    },
    close: async () => {
      parts.sessionCounts.delete(countSessions)
      closed = true
      keepAlive.close()
      live?.endAll()
      await state?.close()
    },
  }
}
