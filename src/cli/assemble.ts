import type { Config } from '../config/schema.ts'
import type { RecordLevel } from '../make-telemetry.ts'
import type { PracticeSettings } from '../practices/settings.ts'
import type { Toolkit } from '../primitives/definitions.ts'
import { createServer, type Server, type ServerOptions } from '../server.ts'
import type { Logger } from '../telemetry/logger.ts'
import { type CountedToolkit, countTools } from './count-tools.ts'
import { CommandError, exitCodes } from './exit-codes.ts'
import { budgetsOf, limitsOf } from './limits.ts'

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

/** The server that a configuration describes, not yet listening. Ends the command where a toolkit refuses its settings. */
export async function assemble(config: Config, parts: AssembleParts): Promise<Assembled> {
  const { name, version, title, instructions } = config.server
  const { tools, ...practices } = config.practices as PracticeSettings & { readonly tools?: object }
  const server = createServer({
    name,
    version,
    ...(title !== undefined && { title }),
    ...(instructions !== undefined && { instructions }),
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
  const toolkits = (await makeToolkits(config.toolkits)).map(countTools)
  for (const { toolkit } of toolkits) server.use(toolkit)
  return { server, toolkits }
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
