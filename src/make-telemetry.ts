import type { Clock } from './clock.ts'
import { DefinitionError } from './errors.ts'
import { keepsProcess } from './runtime.ts'
import { describeCall, type Finished } from './telemetry/call-event.ts'
import type { CallObserver } from './telemetry/call-observer.ts'
import { encodeCall } from './telemetry/encode-call.ts'
import type { LineSink } from './telemetry/line-sink.ts'
import type { Logger } from './telemetry/logger.ts'
import { CallMetrics } from './telemetry/metrics.ts'
import { observeCalls } from './telemetry/observe-calls.ts'
import { showCall } from './telemetry/show-call.ts'
import { stderrLogger } from './telemetry/stderr-logger.ts'
import { stderrSink } from './telemetry/stderr-sink.ts'

/** Where the record of each call goes. */
export type RecordsTo = 'stderr' | 'logger' | 'off' | { readonly file: string }

export interface TelemetryOptions {
  readonly name: string
  readonly logger: Logger | undefined
  readonly records: RecordsTo | undefined
  /** `text` for people. Default: JSON, one line each. */
  readonly format: 'json' | 'text'
  readonly clock: Clock
}

export interface Telemetry {
  readonly logger: Logger
  readonly metrics: CallMetrics
  readonly observer: CallObserver
  /** Opens the file of records. Rejects with the system's error where it cannot be written. */
  open(): Promise<void>
  close(): Promise<void>
}

/** Puts logger, records and metrics of a server together. */
export function makeTelemetry(options: TelemetryOptions): Telemetry {
  const { name, clock, format, records = options.logger ? 'logger' : 'stderr' } = options
  const metrics = new CallMetrics()
  const stderr = records === 'stderr' ? stderrSink(clock) : undefined
  const logger = options.logger ?? stderrLogger({ format })
  let sink: LineSink | undefined = records === 'stderr' ? stderr : undefined
  if (typeof records === 'object' && !keepsProcess)
    throw new DefinitionError("records: Cloudflare Workers have no files. Use 'stderr', which `wrangler tail` shows.")

  const toSink =
    format === 'text'
      ? (finished: Finished, timestamp: string) => sink?.write(showCall(finished, timestamp))
      : (finished: Finished, timestamp: string) => sink?.write(encodeCall(finished, timestamp), true)
  const toLogger = (finished: Finished, timestamp: string) => {
    const { event, level, ...fields } = describeCall(finished, timestamp)
    logger[level](event, fields)
  }
  const write = records === 'off' ? undefined : records === 'logger' ? toLogger : toSink
  return {
    logger,
    metrics,
    observer: observeCalls({ serverId: name, clock, write, metrics }),
    async open() {
      if (typeof records !== 'object' || sink) return
      const { openFileSink } = await import('./telemetry/file-sink.ts')
      sink = openFileSink(records.file, clock)
    },
    async close() {
      if (typeof records === 'object') {
        await sink?.close()
        sink = undefined
      } else {
        await stderr?.flush()
      }
    },
  }
}
