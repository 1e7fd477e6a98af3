import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PracticeSettings, ServerOptions } from '../../src/index.ts'

const off: PracticeSettings = {
  admit: 'off',
  limit: 'off',
  validate: 'off',
  deadline: 'off',
  check: 'off',
  redact: 'off',
  budget: 'off',
}
/** Everything is counted, and nothing refused. */
const limit = '1000000000/minute'
/** Whoever starts servers of these variants takes it away: they make a gigabyte in a few minutes. */
export const recordsFolder = join(tmpdir(), 'lintel-bench-records')
const file = join(recordsFolder, `${process.pid}.jsonl`)

export interface Variant extends Pick<ServerOptions, 'practices' | 'records'> {
  readonly scopes?: readonly string[]
  /** The handler answers in a later turn, as one that reads a file or asks a database does. */
  readonly answersLater?: boolean
}

/** What stands around the echo tool in each row. */
export const practiceVariants: Readonly<Record<string, Variant>> = {
  none: { practices: off, records: 'off' },
  admit: { practices: { ...off, admit: 'enforce' }, records: 'off' },
  authorize: { practices: off, records: 'off', scopes: ['echo:call'] },
  limit: { practices: { ...off, limit }, records: 'off' },
  validate: { practices: { ...off, validate: 'enforce' }, records: 'off' },
  'remember (hit)': { practices: { ...off, cache: '1 hour' }, records: 'off' },
  deadline: { practices: { ...off, deadline: '30s' }, records: 'off' },
  guard: { practices: { ...off, downstream: 'echo' }, records: 'off' },
  check: { practices: { ...off, check: 'enforce' }, records: 'off' },
  redact: { practices: { ...off, redact: 'enforce' }, records: 'off' },
  budget: { practices: { ...off, budget: 'enforce' }, records: 'off' },
  'record to a file': { practices: off, records: { file } },
  'all, without the record': { practices: { limit, downstream: 'echo' }, records: 'off', scopes: ['echo:call'] },
  all: { practices: { limit, downstream: 'echo' }, records: { file }, scopes: ['echo:call'] },
  'all, answered later': {
    practices: { limit, downstream: 'echo' },
    records: { file },
    scopes: ['echo:call'],
    answersLater: true,
  },
  'all, a cached result': {
    practices: { limit, downstream: 'echo', cache: '1 hour' },
    records: { file },
    scopes: ['echo:call'],
  },
}
