import type { LogFields, Logger } from './logger.ts'

/** A logger whose failures are told to `onFailure`: what cannot be logged stops no server and no call. */
export function heldLogger(logger: Logger, onFailure: (error: unknown) => void): Logger {
  const at = (level: keyof Logger) => (event: string, fields?: LogFields) => {
    try {
      // Some loggers write later, and say so with a promise.
      const written: unknown = logger[level](event, fields)
      if (written instanceof Promise) written.catch(onFailure)
    } catch (error) {
      onFailure(error)
    }
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
