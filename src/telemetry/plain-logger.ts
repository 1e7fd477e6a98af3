import type { LogFields, Logger } from './logger.ts'

/** JSON lines on stderr from `info` up: the log of a server that was given none. */
export function plainLogger(): Logger {
  const write = (level: string) => (event: string, fields?: LogFields) => {
    process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields }, showError)}\n`)
  }
  return { debug: () => {}, info: write('info'), warn: write('warn'), error: write('error') }
}

/** Errors have no members that JSON would show. */
function showError(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value
  return {
    name: value.name,
    message: value.message,
    stack: value.stack,
    ...(value.cause !== undefined && { cause: value.cause }),
  }
}
