import type { Clock } from './clock.ts'
import { DefinitionError } from './errors.ts'
import { keepsProcess } from './runtime.ts'
import { describeCall, type Finished } from './telemetry/call-event.ts'
import type { CallObserver } from './telemetry/call-observer.ts'
import type { WriteTrouble } from './telemetry/descriptor-writer.ts'
import { encodeCall } from './telemetry/encode-call.ts'
import { heldLogger } from './telemetry/held-logger.ts'
import type { LineSink } from './telemetry/line-sink.ts'
import type { Logger } from './telemetry/logger.ts'
import { maskedLogger } from './telemetry/masked-logger.ts'
import { CallMetrics } from './telemetry/metrics.ts'
import { observeCalls } from './telemetry/observe-calls.ts'
import { isPino, maskedPino, turnPino } from './telemetry/pino-logger.ts'
import { showCall } from './telemetry/show-call.ts'
import { stderrLogger } from './telemetry/stderr-logger.ts'
import { stderrSink } from './telemetry/stderr-sink.ts'

/** Where the record of each call goes. */
export type RecordsTo = 'stderr' | 'logger' | 'off' | { readonly file: string }

/** The least important records that are written. */
export type RecordLevel = 'info' | 'warn' | 'error'

export interface TelemetryOptions {
  readonly name: string
  readonly logger: Logger | undefined
  readonly records: RecordsTo | undefined
  readonly level: RecordLevel
  /** `text` for people; JSON has one line each. Default: `text` where standard error is a terminal; in a file JSON. */
  readonly format: 'json' | 'text' | undefined
  readonly clock: Clock
}

export interface Telemetry {
  readonly logger: Logger
  readonly metrics: CallMetrics
  readonly observer: CallObserver
  /** Opens the file of records. Rejects with the system's error where it cannot be written. */
  open(): Promise<void>
  close(): void
}

/** Puts logger, records and metrics of a server together. */
export function makeTelemetry(options: TelemetryOptions): Telemetry {
  const { name, clock, level, records = options.logger ? 'logger' : 'stderr' } = options
  const logFormat = options.format ?? (isTerminal() ? 'text' : 'json')
  const format = typeof records === 'object' ? (options.format ?? 'json') : logFormat
  if (typeof records === 'object' && !keepsProcess)
    throw new DefinitionError("records: Cloudflare Workers have no files. Use 'stderr', which `wrangler tail` shows.")
  const metrics = new CallMetrics()
  const failLogger = once((error: unknown) => stderrLogger({ format: logFormat }).error('logger.failed', { error }))
  const logger = options.logger ? heldLogger(maskOwn(options.logger), failLogger) : stderrLogger({ format: logFormat })
  // What a record holds is masked already.
  const unmasked = options.logger ? heldLogger(turnOwn(options.logger), failLogger) : logger
  let sink: LineSink | undefined = records === 'stderr' ? stderrSink() : undefined

  const toSink =
    format === 'text'
      ? (finished: Finished, timestamp: string) => sink?.write(showCall(finished, timestamp))
      : (finished: Finished, timestamp: string) => sink?.write(encodeCall(finished, timestamp), true)
  const toLogger = (finished: Finished, timestamp: string) => {
    const { event, level, ...fields } = describeCall(finished, timestamp)
    unmasked[level](event, fields)
  }
  const write = records === 'off' ? undefined : records === 'logger' ? toLogger : toSink
  let isClosed = false
  return {
    logger,
    metrics,
    observer: observeCalls({
      serverId: name,
      clock,
      write,
      level,
      metrics,
      // The logger itself may be what fails.
      onFailure: once(error => stderrLogger({ format: logFormat }).error('records.failed', { error })),
    }),
    async open() {
      if (typeof records !== 'object' || sink) return
      const { openFileSink } = await import('./telemetry/file-sink.ts')
      // Nobody would close it any more.
      if (isClosed) return
      sink = openFileSink(records.file, clock, trouble => tellTrouble(trouble, records.file, logger))
    },
    close() {
      isClosed = true
      if (typeof records === 'object') {
        sink?.close()
        sink = undefined
      } else sink?.flush()
    },
  }
}

function once<T>(tell: (told: T) => void): (told: T) => void {
  let isTold = false
  return told => {
    if (!isTold) tell(told)
    isTold = true
  }
}

function maskOwn(logger: Logger): Logger {
  return isPino(logger) ? maskedPino(logger) : maskedLogger(logger)
}

function turnOwn(logger: Logger): Logger {
  return isPino(logger) ? turnPino(logger) : logger
}

/** On Workers nobody sits before standard error. */
function isTerminal(): boolean {
  return keepsProcess && globalThis.process?.stderr?.isTTY === true
}

function tellTrouble(trouble: WriteTrouble, file: string, logger: Logger): void {
  if ('lost' in trouble) logger.warn('records.resumed', { file, lost: trouble.lost })
  else logger.error('records.failed', { file, error: trouble.error })
}
