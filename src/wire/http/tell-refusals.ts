import { type ErrorCode, errorTable, type RpcFailure } from '../../errors.ts'
import type { Logger } from '../../telemetry/logger.ts'
import type { Exchange } from './exchange.ts'
import { foreignHeader } from './foreign-header.ts'
import { showSent } from './show-sent.ts'

export type TellRefusal = (exchange: Exchange, failure: RpcFailure) => void

/** The refusals that the settings of a mount decide, and what to change. */
const advice: { readonly [code in ErrorCode]?: string } = {
  HOST_FORBIDDEN: 'Where clients are to use this name, say it in publicUrl or allowedHosts.',
  ORIGIN_FORBIDDEN: 'Where pages of this origin are to call, say it in allowedOrigins.',
  SIGN_IN_MISSING: errorTable.SIGN_IN_MISSING.next,
}

/** Tells the operator of the first refusal of each kind: nothing else would say why nobody gets in. */
export function makeRefusalTeller(logger: Logger): TellRefusal {
  const told = new Set<ErrorCode>()
  return (exchange, { code }) => {
    if (told.has(code) || advice[code] === undefined) return
    told.add(code)
    const sent = (name: string) => {
      const value = exchange.header(name)
      return value === undefined ? undefined : showSent(value)
    }
    logger.warn('http.refused', {
      code,
      host: sent('host'),
      origin: sent('origin'),
      peer: exchange.peer,
      forwardedFor: sent(foreignHeader(exchange) ?? 'x-forwarded-for'),
      advice: advice[code],
    })
  }
}
