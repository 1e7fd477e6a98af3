import type { PracticeTableRow } from '../server.ts'
import { CommandError, exitCodes } from './exit-codes.ts'

interface Choice {
  readonly config?: string
  readonly url?: string
  readonly json?: true
}

/** Prints the effective practices of every tool that the configuration offers. Nothing is started. */
export async function printPractices({ config, url, json }: Choice): Promise<void> {
  if (url !== undefined)
    throw new CommandError(
      exitCodes.usage,
      'A server does not tell its practices: leave --url out, and name its --config.',
    )
  const [{ readConfig }, { assemble }, { stderrLogger }] = await Promise.all([
    import('./read-config.ts'),
    import('./assemble.ts'),
    import('../telemetry/stderr-logger.ts'),
  ])
  const loaded = await readConfig({ config })
  const { server } = await assemble(loaded.config, { logger: stderrLogger({ level: 'error', format: 'text' }) })
  const rows = server.practices()
  process.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : formatPractices(rows))
  await server.close()
}

/** One line for each thing offered, one column for each practice; what is off or only reports says so. */
export function formatPractices(rows: readonly PracticeTableRow[]): string {
  const names = [...new Set(rows.flatMap(({ practices }) => practices.map(({ name }) => name)))].filter(
    name => name !== 'shape',
  )
  const head = ['', ...names]
  const lines = rows.map(({ name, practices }) => [
    name,
    ...names.map(column => {
      const state = practices.find(practice => practice.name === column)
      if (!state) return '-'
      if (state.mode === 'enforce') return state.setting || 'on'
      return [state.mode, state.mode === 'report' ? state.setting : ''].filter(part => part !== '').join(' ')
    }),
  ])
  const widths = head.map((_, at) => Math.max(...[head, ...lines].map(line => line[at]!.length)))
  const format = (line: readonly string[]) =>
    line
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd()
  return `${[head, ...lines].map(format).join('\n')}\n`
}
