import { ownServer } from './hosts.ts'
import { findBun } from './measure/find-bun.ts'
import type { HostFigure } from './measure/hosts.ts'
import { median } from './measure/median.ts'
import { row } from './row.ts'

/**
 * What Lintel adds to each host's own echo. The difference is taken round by round, so that a machine that changes its
 * speed between rounds does not count; the least and the most of the rounds tell how far to trust it.
 */
export function reportHosts(figures: readonly HostFigure[]): string {
  const own = figures.find(({ name }) => name === ownServer)
  const lines = figures.map(figure => {
    const added = addedBy(figure)
    return row(
      figure.name,
      median(figure.bare).toFixed(1),
      median(figure.mounted).toFixed(1),
      median(added).toFixed(1),
      `${Math.min(...added).toFixed(1)}..${Math.max(...added).toFixed(1)}`,
      median(figure.mounted.map((micros, round) => micros / (figure.bare[round] ?? Number.NaN))).toFixed(2),
      own === undefined || own === figure ? '-' : median(added) <= median(addedBy(own)) ? 'yes' : 'no',
    )
  })
  const head = row('processor time of a call, µs', 'bare', 'Lintel', 'added', 'seen', 'x bare', '<= own')
  return ['', head, ...lines, ...(findBun() === undefined ? [withoutBun] : [])].join('\n')
}

function addedBy({ bare, mounted }: HostFigure): readonly number[] {
  return mounted.map((micros, round) => micros - (bare[round] ?? Number.NaN))
}

const withoutBun = 'Bun is not measured: `npm run test:runtimes` installs it.'
