import { escapeControls } from './escape-controls.ts'
import { hideSecrets } from './hide-secrets.ts'
import type { LogFields, Logger } from './logger.ts'
import { writeToStderr } from './stderr-sink.ts'

const levels = ['debug', 'info', 'warn', 'error'] as const
type Level = (typeof levels)[number]

export interface StderrLoggerOptions {
  /** The least important level that is written. Default info. */
  readonly level?: Level
  /** `text` for people, `json` for machines, one line an event. */
  readonly format: 'text' | 'json'
  /** Default: standard error, at once and after the records of calls that came before. */
  readonly write?: (line: string) => void
}

/** The operator's log on standard error, with secrets masked. */
export function stderrLogger({ level = 'info', format, write = writeToStderr }: StderrLoggerOptions): Logger {
  const least = levels.indexOf(level)
  const shape = format === 'json' ? formatJson : formatText
  const at =
    (of: Level) =>
    (event: string, fields: LogFields = {}) => {
      if (levels.indexOf(of) >= least) write(`${escapeControls(shape(of, event, hideSecrets(fields) as LogFields))}\n`)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function formatJson(level: Level, event: string, fields: LogFields): string {
  return JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })
}

function formatText(level: Level, event: string, fields: LogFields): string {
  const pairs = Object.entries(fields).map(([key, value]) => {
    const text = typeof value === 'string' && /^[\w./:@-]+$/.test(value) ? value : JSON.stringify(value)
    return ` ${key}=${text}`
  })
  return `${new Date().toISOString().slice(11, 23)} ${level.toUpperCase().padEnd(5)} ${event}${pairs.join('')}`
}
