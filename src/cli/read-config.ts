import { ConfigFileError, type LoadedConfig, loadConfig, type Override } from '../config/load.ts'
import { ConfigError, type ConfigProblem } from '../config/problem.ts'
import { CommandError, exitCodes } from './exit-codes.ts'
import { renderProblem } from './render-problem.ts'

export interface ReadConfigOptions {
  readonly config?: string | undefined
  readonly overrides?: readonly Override[]
  readonly offline?: boolean
}

/** The configuration, its warnings printed; ends the command with every problem where there is one. */
export async function readConfig({
  config,
  overrides = [],
  offline = false,
}: ReadConfigOptions): Promise<LoadedConfig> {
  const folder = process.cwd()
  try {
    const loaded = await loadConfig({ folder, environment: process.env, file: config, overrides, offline })
    for (const warning of loaded.warnings) console.error(render(warning, 'warning', folder))
    return loaded
  } catch (error) {
    if (error instanceof ConfigFileError) throw new CommandError(exitCodes.usage, error.message)
    if (!(error instanceof ConfigError)) throw error
    throw refuse(error, folder)
  }
}

/** Every problem at its place, and that nothing was started. */
export function refuse(error: ConfigError, folder: string): CommandError {
  const parts = [
    ...error.warnings.map(warning => render(warning, 'warning', folder)),
    ...error.problems.map(problem => render(problem, 'error', folder)),
    `${error.message}; nothing was started.`,
  ]
  return new CommandError(exitCodes.usage, parts.join('\n'))
}

function render(problem: ConfigProblem, severity: 'error' | 'warning', folder: string): string {
  return renderProblem(problem, { severity, folder, color: process.stderr.hasColors?.() ?? false })
}
