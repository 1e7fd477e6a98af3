import type { Dialect } from './dialect.ts'

/** One server under load, as a client of one protocol revision meets it. */
export interface Contender {
  readonly name: string
  readonly kind: 'floor' | 'sdk' | 'lintel'
  readonly dialect: Dialect
  /** In bench/servers. */
  readonly file: string
  readonly flags: readonly string[]
  /** The program that runs the file. Default: this Node. */
  readonly runtime?: string
}

export const contenders: readonly Contender[] = [
  { name: 'floor, 2026-07-28 request', kind: 'floor', dialect: '2026', file: 'floor.ts', flags: [] },
  { name: 'floor, 2025-11-25 request', kind: 'floor', dialect: '2025', file: 'floor.ts', flags: [] },
  { name: 'SDK 2.4 2026-07-28', kind: 'sdk', dialect: '2026', file: 'sdk-handler.ts', flags: [] },
  { name: 'SDK 2.4 2025-11-25 stateless', kind: 'sdk', dialect: '2025', file: 'sdk-handler.ts', flags: [] },
  { name: 'SDK 1.32 2025-11-25 session', kind: 'sdk', dialect: '2025-session', file: 'sdk-session.ts', flags: [] },
  { name: 'Lintel 2026-07-28', kind: 'lintel', dialect: '2026', file: 'lintel.ts', flags: [] },
  { name: 'Lintel 2025-11-25 stateless', kind: 'lintel', dialect: '2025', file: 'lintel.ts', flags: ['--sessionless'] },
  { name: 'Lintel 2025-11-25 session', kind: 'lintel', dialect: '2025-session', file: 'lintel.ts', flags: [] },
]
