import type { HttpFigure } from './measure/http.ts'
import { median } from './measure/median.ts'
import { allOn, allOnCached } from './practised.ts'
import { row } from './row.ts'

/** The figures of one dialect and workload, against floor and SDK of the same rounds, and which goals are reached. */
export function reportPractices(title: string, figures: readonly HttpFigure[]): string {
  const [floor, sdk] = figures
  if (floor === undefined || sdk === undefined) return ''
  const head = row(title, 'per second', 'of floor', 'x SDK', 'µs', 'p99 ms', 'x floor', 'MB', 'x floor')
  const lines = figures.map(figure => {
    const { contender, perSecond, micros, p99Ms, memoryMb } = figure
    return row(
      contender.name,
      perSecond.toFixed(0),
      (perSecond / floor.perSecond).toFixed(2),
      (perSecond / sdk.perSecond).toFixed(1),
      median(micros).toFixed(1),
      p99Ms.toFixed(2),
      (p99Ms / floor.p99Ms).toFixed(2),
      memoryMb?.toFixed(0) ?? '-',
      memoryMb === undefined || floor.memoryMb === undefined ? '-' : (memoryMb / floor.memoryMb).toFixed(2),
    )
  })
  return ['', head, ...lines, ...goalsOf(figures, floor, sdk)].join('\n')
}

function goalsOf(figures: readonly HttpFigure[], floor: HttpFigure, sdk: HttpFigure): readonly string[] {
  const all = figures.find(({ contender }) => contender.name === allOn)
  const cached = figures.find(({ contender }) => contender.name === allOnCached)
  if (!all || !cached) return []
  return [
    goal('all: of the floor', all.perSecond / floor.perSecond, 0.75, true),
    goal('all: times the SDK', all.perSecond / sdk.perSecond, 13, true),
    goal('cached: of the floor', cached.perSecond / floor.perSecond, 0.8, true),
    goal('all: p99, times the floor', all.p99Ms / floor.p99Ms, 2, false),
    goal('all: memory, times the floor', (all.memoryMb ?? Number.NaN) / (floor.memoryMb ?? Number.NaN), 1.3, false),
  ]
}

function goal(name: string, reached: number, wanted: number, atLeast: boolean): string {
  const met = atLeast ? reached >= wanted : reached <= wanted
  return row(`  ${name}`, reached.toFixed(2), `${atLeast ? '>=' : '<='} ${wanted}`, met ? 'yes' : 'no')
}
