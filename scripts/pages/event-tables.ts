import { readFileSync } from 'node:fs'
import { createServer } from '../../src/index.ts'
import { logEvents } from './log-events.ts'
import { table } from './table.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** Every member of `CallEvent`, with what its comment says. */
export function callEventTable(): string {
  const source = readFileSync(new URL('../../src/telemetry/call-event.ts', import.meta.url), 'utf8').replaceAll(
    '\r\n',
    '\n',
  )
  const [, members] = /export interface CallEvent \{\n([\s\S]*?)\n\}/.exec(source) ?? []
  const rows = [...members!.matchAll(/(?: {2}\/\*\* (.*?) \*\/\n)? {2}readonly (\w+): (.*)/g)].map(
    ([, meaning = '', name, type]) => [code(name!), typeOf(type!), meaning],
  )
  return table(['member', 'type', 'meaning'], rows)
}

/** Every event of the operator's log. */
export function logEventTable(): string {
  return table(
    ['event', 'level', 'meaning'],
    Object.entries(logEvents).map(([name, [level, meaning]]) => [code(name), level, meaning]),
  )
}

/** Every metric, as a scrape of a server that nobody has called yet describes it. */
export function metricTable(): string {
  const text = createServer({ name: 'metrics', version: '1', logger: silent }).metrics()
  const rows = [...text.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\S+)$/gm)].map(([, name, help, type]) => [
    code(name!),
    type!,
    (labels[name!] ?? []).map(code).join(', '),
    help!,
  ])
  return table(['metric', 'type', 'labels', 'meaning'], rows)
}

const labels: Readonly<Record<string, readonly string[]>> = {
  lintel_calls_total: ['method', 'tool', 'status'],
  lintel_call_duration_seconds: ['method', 'tool', 'le'],
  lintel_refusals_total: ['practice', 'code'],
  lintel_cache_total: ['outcome'],
  lintel_reports_total: ['practice', 'code'],
  lintel_downstream_open: ['downstream'],
}

/** Optional members are left out of the JSON; unions of words are written out. */
function typeOf(written: string): string {
  const types: Readonly<Record<string, string>> = {
    Transport: "'http', 'stdio', 'sse'",
    CallStatus: "'success', 'error', 'refused', 'timeout', 'cancelled', 'disconnected', 'input_required'",
    ErrorCategory: "'CLIENT_ERROR', 'SERVER_ERROR', 'EXTERNAL_ERROR'",
    'readonly Report[]': 'list of `{ practice, code }`',
    unknown: 'JSON',
    string: 'text',
  }
  const bare = written.replace(' | undefined', '')
  const isOptional = bare !== written || bare === 'unknown'
  const type = (types[bare] ?? bare.replaceAll(' | ', ', ')).replaceAll(/'(\w+)'/g, '`$1`')
  return isOptional ? `${type}; optional` : type
}

function code(text: string): string {
  return `\`${text}\``
}
