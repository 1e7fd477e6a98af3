import { channel } from 'node:diagnostics_channel'
import type { Outcome, RunningCall } from '../call.ts'
import type { Clock } from '../clock.ts'
import { describeCall, errorTypeOf, type Finished, statusOf } from './call-event.ts'
import type { CallObserver } from './call-observer.ts'
import type { CallMetrics } from './metrics.ts'
import { Timestamps } from './timestamps.ts'

/** Name of the channel on which every `CallEvent` is published, where anybody listens. */
export const callChannel = 'lintel.call'

export interface ObserveParts {
  readonly serverId: string
  readonly clock: Clock
  /** What becomes of the record beside metrics and channel. Undefined: nothing. */
  readonly write: ((finished: Finished, timestamp: string) => void) | undefined
  readonly metrics: CallMetrics
}

/** The practice *observe*: one record a call, made when its answer is, refusals included. */
export function observeCalls({ serverId, clock, write, metrics }: ObserveParts): CallObserver {
  const published = channel(callChannel)
  const timestamps = new Timestamps()
  const elapsed = clock.elapsed?.bind(clock) ?? (() => clock.now())
  return {
    begin(call: RunningCall): void {
      call.record.startedAt = elapsed()
    },
    end(call: RunningCall, outcome: Outcome, charactersOut: number): void {
      const { record } = call
      const durationMs = elapsed() - record.startedAt
      const status = statusOf(call, outcome)
      metrics.count(call.method, record.subject, status, durationMs / 1000)
      if (record.refusedBy !== undefined) metrics.refused(record.refusedBy, errorTypeOf(call, outcome) ?? '')
      if (record.cache !== undefined) metrics.cached(record.cache)
      for (const { practice, code } of record.reports ?? []) metrics.reported(practice, code)
      const listened = published.hasSubscribers
      if (!write && !listened) return
      const finished = { call, outcome, status, durationMs, charactersOut, trace: call.trace, serverId }
      const timestamp = timestamps.of(clock.now())
      write?.(finished, timestamp)
      if (listened) published.publish(describeCall(finished, timestamp))
    },
  }
}
