import { channel } from 'node:diagnostics_channel'
import type { Outcome, RunningCall } from '../call.ts'
import type { Clock } from '../clock.ts'
import { callChannel, categoryOf, describeCall, errorOf, type Finished, levelOf, statusOf } from './call-event.ts'
import type { CallObserver } from './call-observer.ts'
import type { CallMetrics } from './metrics.ts'
import { Timestamps } from './timestamps.ts'

const ranks = { info: 0, warn: 1, error: 2 } as const

export interface ObserveParts {
  readonly serverId: string
  readonly clock: Clock
  /** What becomes of the record beside metrics and channel. Undefined: nothing. */
  readonly write: ((finished: Finished, timestamp: string) => void) | undefined
  /** Records that are less important are not written. Channel and metrics have them all. */
  readonly level: keyof typeof ranks
  readonly metrics: CallMetrics
  /** Told of what goes wrong here: the call goes on. */
  readonly onFailure: (error: unknown) => void
}

/** The practice *observe*: one record a call, made when its answer is, refusals included. */
export function observeCalls({ serverId, clock, write, level, metrics, onFailure }: ObserveParts): CallObserver {
  const published = channel(callChannel)
  const timestamps = new Timestamps()
  const elapsed = clock.elapsed?.bind(clock) ?? (() => clock.now())
  const least = ranks[level]
  const tell = (finished: Finished, isWritten: boolean): void => {
    const timestamp = timestamps.of(clock.now())
    try {
      if (isWritten) write?.(finished, timestamp)
      if (published.hasSubscribers) published.publish(describeCall(finished, timestamp))
    } catch (error) {
      onFailure(error)
    }
  }
  return {
    begin(call: RunningCall): void {
      call.record.startedAt = elapsed()
      metrics.running++
    },
    end(call: RunningCall, outcome: Outcome, answer: string): void {
      const { record } = call
      const durationMs = elapsed() - record.startedAt
      const status = statusOf(call, outcome)
      const error = errorOf(call, status, outcome)
      metrics.running--
      metrics.count(call.method, record.subject, status, durationMs / 1000)
      if (record.refusedBy !== undefined) metrics.refused(record.refusedBy, error ?? '')
      if (record.cache !== undefined) metrics.cached(record.cache)
      if (record.reports) for (const { practice, code } of record.reports) metrics.reported(practice, code)
      const category = categoryOf(call, status, outcome)
      const isWritten = write !== undefined && record.written && ranks[levelOf(status, category)] >= least
      if (!isWritten && !published.hasSubscribers) return
      const bytesOut = Buffer.byteLength(answer)
      tell({ call, status, error, category, durationMs, bytesOut, trace: call.trace, serverId }, isWritten)
    },
  }
}
