import type { Dialect } from './dialect.ts'
import { type Goal, goalsOf } from './goals.ts'
import type { ColdStartFigure } from './measure/cold-start.ts'
import type { HttpFigure } from './measure/http.ts'
import type { StdioFigure } from './measure/stdio.ts'
import { row } from './row.ts'

export interface Figures {
  readonly http: readonly HttpFigure[]
  readonly stdio: readonly StdioFigure[]
  readonly coldStart: readonly ColdStartFigure[]
}

const dialects: readonly { readonly dialect: Dialect; readonly title: string }[] = [
  { dialect: '2026', title: '2026-07-28' },
  { dialect: '2025', title: '2025-11-25 stateless' },
  { dialect: '2025-session', title: '2025-11-25 session' },
]

/** The figures as tables: ratios first, since only they carry over to another machine. */
export function report({ http, stdio, coldStart }: Figures): string {
  return [...reportHttp(http), ...reportGoals(http), ...reportStdio(stdio), ...reportColdStart(coldStart)].join('\n')
}

function reportHttp(figures: readonly HttpFigure[]): string[] {
  const lines: string[] = []
  for (const workload of new Set(figures.map(figure => figure.workload))) {
    lines.push('', row(workload, 'per second', 'of floor', 'x SDK', 'p50 ms', 'p99 ms', 'MB'))
    const own = figures.filter(figure => figure.workload === workload)
    for (const figure of own) {
      const { contender, perSecond, p50Ms, p99Ms, memoryMb } = figure
      lines.push(
        row(
          contender.name,
          perSecond.toFixed(0),
          times(perSecond, own.find(isFloorOf(contender.dialect))?.perSecond),
          times(
            perSecond,
            own.find(other => other.contender.kind === 'sdk' && other.contender.dialect === contender.dialect)
              ?.perSecond,
          ),
          p50Ms.toFixed(2),
          p99Ms.toFixed(2),
          memoryMb?.toFixed(0) ?? '-',
        ),
      )
    }
  }
  return lines
}

function isFloorOf(dialect: Dialect): (figure: HttpFigure) => boolean {
  const asked = dialect === '2026' ? '2026' : '2025'
  return ({ contender }) => contender.kind === 'floor' && contender.dialect === asked
}

function reportGoals(figures: readonly HttpFigure[]): string[] {
  return dialects.flatMap(({ dialect, title }) => {
    const goals = goalsOf(figures, dialect)
    return goals.length === 0
      ? []
      : ['', row(`Lintel ${title}`, 'figure', 'goal', 'reached'), ...goals.map(describeGoal)]
  })
}

function describeGoal({ name, reached, wanted, atLeast }: Goal): string {
  const met = atLeast ? reached >= wanted : reached <= wanted
  return row(name, reached.toFixed(2), `${atLeast ? '>=' : '<='} ${wanted}`, met ? 'yes' : 'no')
}

function reportStdio(figures: readonly StdioFigure[]): string[] {
  const floor = figures.find(({ kind }) => kind === 'floor')?.perSecond
  const sdk = figures.find(({ kind }) => kind === 'sdk')?.perSecond
  const lines = figures.map(({ name, perSecond }) =>
    row(name, perSecond.toFixed(0), times(perSecond, floor), times(perSecond, sdk)),
  )
  return lines.length === 0 ? [] : ['', row('stdio, pipelined calls', 'per second', 'of floor', 'x SDK'), ...lines]
}

function reportColdStart(figures: readonly ColdStartFigure[]): string[] {
  const lines = figures.map(({ name, milliseconds }) => row(name, milliseconds.toFixed(0)))
  return lines.length === 0 ? [] : ['', row('stdio, start to first tools/list', 'ms'), ...lines]
}

function times(value: number, base: number | undefined): string {
  return base === undefined ? '-' : (value / base).toFixed(value / base < 10 ? 3 : 1)
}
