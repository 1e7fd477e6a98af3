import { hideSecrets } from './hide-secrets.ts'
import type { LogFields, Logger } from './logger.ts'
import { rebuildError } from './rebuild-error.ts'

/** An application's own logger, which gets every field with its secrets masked, and errors as errors. */
export function maskedLogger(logger: Logger): Logger {
  const at = (level: keyof Logger) => (event: string, fields?: LogFields) =>
    logger[level](event, fields && (hideSecrets(fields, rebuildError) as LogFields))
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
