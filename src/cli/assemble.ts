import type { LoadedConfig } from '../config/load.ts'
import { ConfigError } from '../config/problem.ts'
import type { Config } from '../config/schema.ts'
import { DefinitionError } from '../errors.ts'
import type { RecordLevel } from '../make-telemetry.ts'
import type { EveryPractice } from '../practices/every-practice.ts'
import type { PracticeSettings } from '../practices/settings.ts'
import type { Toolkit } from '../primitives/definitions.ts'
import { createServer, type Server } from '../server.ts'
import type { ServerOptions } from '../server-options.ts'
import type { Logger } from '../telemetry/logger.ts'
import { findUnknownTools, findWritingCache } from './check-tools.ts'
import { type CountedToolkit, countTools } from './count-tools.ts'
import { CommandError, exitCodes } from './exit-codes.ts'
import { budgetsOf, limitsOf } from './limits.ts'
import { refuse } from './read-config.ts'

export interface Assembled {
  readonly server: Server
  readonly toolkits: readonly CountedToolkit[]
}

export interface AssembleParts {
  readonly logger: Logger
  /** How records look on standard error and in a file. */
  readonly recordFormat?: 'json' | 'text'
  readonly traffic?: (direction: 'in' | 'out', message: string) => void
}

/**
 * The server that a configuration describes, not yet listening. Ends the command where a toolkit refuses its settings,
 * and where practices are of tools that there are not.
 */
export async function assemble(loaded: LoadedConfig, parts: AssembleParts): Promise<Assembled> {
  const { config } = loaded
  const toolkits = (await makeToolkits(config.toolkits)).map(countTools)
  const server = explained(loaded, () => {
    const made = makeServer(config, parts)
    for (const { toolkit } of toolkits) made.use(toolkit)
    return made
  })
  const unknown = findUnknownTools(
    loaded,
    server.listings().map(({ name }) => name),
  )
  if (unknown.length > 0) throw refuse(new ConfigError(unknown), process.cwd())
  return { server, toolkits }
}

function makeServer(config: Config, parts: AssembleParts): Server {
  const { name, version, title, instructions, profile } = config.server
  const { tools, ...practices } = config.practices as EveryPractice & { readonly tools?: object }
  return createServer({
    name,
    version,
    ...(title !== undefined && { title }),
    ...(instructions !== undefined && { instructions }),
    profile,
    sessions: config.sessions.enabled,
    sse: config.sse,
    limits: limitsOf(config),
    practices,
    ...(tools && { overrides: tools as Readonly<Record<string, PracticeSettings>> }),
    records: recordsOf(config),
    recordLevel: recordLevelOf(config),
    outbound: config.outbound,
    ...parts,
  })
}

/** What a definition cannot be is a mistake of the configuration here. */
function explained<T>(loaded: LoadedConfig, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error
    const problem = findWritingCache(loaded, error.message)
    if (problem) throw refuse(new ConfigError([problem]), process.cwd())
    throw new CommandError(exitCodes.usage, `practices: ${error.message}\nNothing was started.`)
  }
}

function recordsOf({ log: { calls, file } }: Config): NonNullable<ServerOptions['records']> {
  return calls === 'file' ? { file } : calls
}

/** The level is of what people watch: a file has every record. */
function recordLevelOf({ log: { calls, level } }: Config): RecordLevel {
  return calls === 'file' || level === 'debug' ? 'info' : level
}

/** Toolkits are loaded where the configuration names them. */
async function makeToolkits({ filesystem: files }: Config['toolkits']): Promise<readonly Toolkit[]> {
  if (!files) return []
  const { filesystem } = await import('../toolkits/filesystem/index.ts')
  try {
    return [filesystem({ ...files, budgets: budgetsOf(files.budgets) })]
  } catch (error) {
    throw new CommandError(exitCodes.usage, `toolkits.filesystem: ${(error as Error).message}\nNothing was started.`)
  }
}
