import type { Dialect } from './dialect.ts'
import type { HttpFigure } from './measure/http.ts'

/** What Lintel is to reach, by one figure of it. */
export interface Goal {
  readonly name: string
  readonly reached: number
  readonly wanted: number
  /** Whether more is better. */
  readonly atLeast: boolean
}

type Find = (kind: 'floor' | 'sdk' | 'lintel', workload: string) => HttpFigure | undefined

/** The goals of one dialect, as far as they were measured. */
export function goalsOf(figures: readonly HttpFigure[], dialect: Dialect): readonly Goal[] {
  const find: Find = (kind, workload) =>
    figures.find(
      figure =>
        figure.workload === workload &&
        figure.contender.kind === kind &&
        speaks(kind, figure.contender.dialect, dialect),
    )
  const call = 'call, 1 tool'
  const many = 'call, 1000 tools'
  return [
    goal('call, of the floor', 0.85, true, ratio(find, 'perSecond', 'lintel', call, 'floor', call)),
    goal('call, times the SDK', 20, true, ratio(find, 'perSecond', 'lintel', call, 'sdk', call)),
    goal('call with 1000 tools, of one with 1', 0.95, true, steadiness(find)),
    goal('call with 1000 tools, times the SDK', 150, true, ratio(find, 'perSecond', 'lintel', many, 'sdk', many)),
    goal(
      'list of 100, times the SDK',
      20,
      true,
      ratio(find, 'perSecond', 'lintel', 'list, 100 tools', 'sdk', 'list, 100 tools'),
    ),
    goal('p99, times the floor', 2, false, ratio(find, 'p99Ms', 'lintel', call, 'floor', call)),
    goal('memory, times the floor', 1.5, false, ratio(find, 'memoryMb', 'lintel', call, 'floor', call)),
  ].flatMap(known => known ?? [])
}

/** The floor has no sessions: it is asked as without them. */
function speaks(kind: string, spoken: Dialect, dialect: Dialect): boolean {
  return spoken === dialect || (kind === 'floor' && dialect === '2025-session' && spoken === '2025')
}

function goal(name: string, wanted: number, atLeast: boolean, reached: number | undefined): Goal | undefined {
  return reached === undefined ? undefined : { name, wanted, atLeast, reached }
}

function ratio(
  find: Find,
  figure: 'perSecond' | 'p99Ms' | 'memoryMb',
  kind: 'floor' | 'sdk' | 'lintel',
  workload: string,
  toKind: 'floor' | 'sdk' | 'lintel',
  toWorkload: string,
): number | undefined {
  const own = find(kind, workload)?.[figure]
  const other = find(toKind, toWorkload)?.[figure]
  return own === undefined || other === undefined ? undefined : own / other
}

/** Both against the floor of their own rounds, so that a machine that slows down does not count. */
function steadiness(find: Find): number | undefined {
  const many = ratio(find, 'perSecond', 'lintel', 'call, 1000 tools', 'floor', 'call, 1000 tools')
  const one = ratio(find, 'perSecond', 'lintel', 'call, 1 tool', 'floor', 'call, 1 tool')
  return many === undefined || one === undefined ? undefined : many / one
}
