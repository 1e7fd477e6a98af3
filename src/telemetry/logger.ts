/**
 * Where the operator's log goes: `console`, winston, or an object like them. A pino is taken as it is, and gets fields and
 * event its own way round. Secrets in the fields are masked before any logger gets them; errors among them stay errors.
 */
export interface Logger {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

export type LogFields = Readonly<Record<string, unknown>>
