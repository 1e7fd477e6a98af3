import { settingOf } from '../practices/setting-of.ts'
import type { PracticeTableRow } from '../primitives/practice-rows.ts'
import { CommandError, exitCodes } from './exit-codes.ts'
import { inspectOffer } from './offer.ts'

interface Choice {
  readonly config?: string
  readonly url?: string
  readonly json?: true
}

/** Prints the effective practices of everything that the configuration offers. Nothing is started. */
export async function printPractices({ config, url, json }: Choice): Promise<void> {
  if (url !== undefined)
    throw new CommandError(
      exitCodes.usage,
      'A server does not tell its practices: leave --url out, and name its --config.',
    )
  const rows = await inspectOffer(config, server => server.practices())
  process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : formatPractices(rows))
}

/** Steps of the way that nobody sets. */
const unset: readonly string[] = ['resume', 'shape']

/** One line for each thing offered, one column for each practice; what is off or only reports says so. */
function formatPractices(rows: readonly PracticeTableRow[]): string {
  const names = new Set(rows.flatMap(({ practices }) => practices.map(({ name }) => name)))
  const columns = [...names].filter(name => !unset.includes(name))
  const lines = rows.map(({ name, practices }) => [
    name,
    ...columns.map(column => {
      const state = practices.find(practice => practice.name === column)
      return state ? tellState(state) : '-'
    }),
  ])
  const head = ['', ...columns.map(settingOf)]
  const widths = head.map((_, at) => Math.max(...[head, ...lines].map(line => line[at]!.length)))
  const format = (line: readonly string[]) =>
    line
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd()
  return `${[head, ...lines].map(format).join('\n')}\n`
}

function tellState({ mode, setting }: PracticeTableRow['practices'][number]): string {
  if (mode === 'enforce') return setting || 'on'
  return mode === 'report' ? `report ${setting}`.trimEnd() : 'off'
}
