import type { Clock } from '../../clock.ts'
import { type RpcFailure, rpcFailure } from '../../errors.ts'
import { anonymous, type Principal, readPrincipal } from '../../identity/principal.ts'
import { isLoopback } from '../../loopback.ts'
import { isPromise, type MaybePromise } from '../../maybe-promise.ts'
import { FewLines } from '../../telemetry/few-lines.ts'
import type { Logger } from '../../telemetry/logger.ts'
import type { Exchange } from './exchange.ts'
import { foreignHeader } from './foreign-header.ts'

/** Who sent a request, or why it goes no further. */
export type Admission = Principal | Denial

export interface Denial {
  readonly denied: RpcFailure
  /** Go with the refusal. */
  readonly headers: readonly string[]
}

/** Tells who sent a request. Sees it before anything of its body is read. */
export type Admit<X extends Exchange> = (exchange: X) => MaybePromise<Admission>

export const admitEveryone = (): Principal => anonymous

/** Where nobody signs in: only what comes from this machine. */
export function admitThisMachine(exchange: Exchange): Admission {
  const { peer } = exchange
  if (peer !== undefined && isLoopback(peer) && !foreignHeader(exchange)) return anonymous
  const details = peer === undefined ? { message: peerUnknown } : {}
  return { denied: rpcFailure('SIGN_IN_MISSING', details), headers: [] }
}

const peerUnknown =
  'Forbidden: nobody has to sign in here, so only this machine may call, and the host does not tell where requests come from. ' +
  'Give the mount a principal, or pass on what the host calls with: server.fetch(request, env)'

export interface SignInParts {
  readonly logger: Logger
  readonly clock: Clock
  readonly signInMs: number
  /** Goes with the refusal. */
  readonly challenge: string | undefined
}

/**
 * Whom the application's own sign-in names. Whatever else comes of it, nobody or an error, is the same refusal; the
 * operator's log has the reason.
 */
export function admitBy<X extends Exchange>(
  identify: (exchange: X) => unknown,
  { logger, clock, signInMs, challenge }: SignInParts,
): Admit<X> {
  const denial: Denial = {
    denied: rpcFailure('AUTHENTICATION_FAILED'),
    headers: challenge === undefined ? [] : ['WWW-Authenticate', challenge],
  }
  const lines = new FewLines(clock)
  const fail = (error: unknown): Denial => {
    lines.write(counted => logger.warn('sign_in.failed', { error, ...counted }))
    return denial
  }
  const read = (named: unknown): Admission => (named === undefined || named === null ? denial : readPrincipal(named))
  /** A sign-in that never answers would hold the request for ever. */
  const settle = (named: Promise<unknown>): Promise<Admission> =>
    new Promise(resolve => {
      let isLate = false
      const stop = clock.after(signInMs, () => {
        isLate = true
        resolve(fail(new Error(`principal: nothing came of it for ${signInMs} ms`)))
      })
      Promise.resolve(named)
        .then(read)
        .then(
          admission => {
            stop()
            resolve(admission)
          },
          error => {
            stop()
            if (!isLate) resolve(fail(error))
          },
        )
    })
  return exchange => {
    try {
      const named = identify(exchange)
      return isPromise(named) ? settle(named) : read(named)
    } catch (error) {
      return fail(error)
    }
  }
}
