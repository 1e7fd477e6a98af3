import { hideSecrets } from './hide-secrets.ts'
import type { LogFields, Logger } from './logger.ts'
import { rebuildError } from './rebuild-error.ts'

/** Whether a logger is a pino: it takes the fields first and the message after them, and drops fields that come second. */
export function isPino(logger: Logger): boolean {
  const { bindings, child } = logger as { readonly bindings?: unknown; readonly child?: unknown }
  return typeof bindings === 'function' && typeof child === 'function'
}

/** A pino as a logger of ours. Nothing is masked. */
export function turnPino(pino: Logger): Logger {
  const write = pino as unknown as Pino
  const at = (level: keyof Logger) => (event: string, fields?: LogFields) => write[level](fields ?? {}, event)
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/**
 * The same with secrets masked. What was thrown is called `err`, which pino shows with class, stack and causes; of any
 * other error it would show nothing, so those come as plain objects.
 */
export function maskedPino(pino: Logger): Logger {
  const turned = turnPino(pino)
  const mask = ({ error, ...rest }: LogFields): LogFields => ({
    ...(hideSecrets(rest) as LogFields),
    ...(error !== undefined && { err: hideSecrets(error, rebuildError) }),
  })
  const at = (level: keyof Logger) => (event: string, fields?: LogFields) =>
    turned[level](event, fields && mask(fields))
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

type Pino = Readonly<Record<keyof Logger, (fields: LogFields, message: string) => void>>
