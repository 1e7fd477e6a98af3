import { Command } from 'commander'
import type { Override } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import type { Logger } from '../telemetry/logger.ts'
import { stderrLogger } from '../telemetry/stderr-logger.ts'
import { writeToStderr } from '../telemetry/stderr-sink.ts'
import { formatTraffic } from '../telemetry/traffic.ts'
import type { Assembled } from './assemble.ts'
import { banner } from './banner.ts'
import { CommandError, exitCodes, exitCodesHelp } from './exit-codes.ts'
import { explainListenFailure } from './listen-failure.ts'
import { optionsToReach } from './plain-command.ts'
import { findRelaxedTools } from './relaxed.ts'
import { StopSignals } from './stop-signals.ts'

interface ServeOptions {
  readonly config?: string
  readonly host?: string
  readonly port?: string
  readonly stdio?: true
}

const examples = `
Examples:
  $ lintel serve
  $ lintel serve --port 8080
  $ lintel serve --config deploy/lintel.yaml
  $ LINTEL_TOOLKITS_FILESYSTEM_READ_ONLY=true lintel serve
  $ MCP_DEBUG=true lintel serve                       every protocol message on standard error, secrets masked
  $ lintel serve --stdio                              for a client that starts the server itself

Ctrl+C or SIGTERM stops it: running calls get to finish, up to limits.drain. A second one stops it at once.
Beyond this machine (--host 0.0.0.0) it serves only where clients sign in, which is not available yet.`

export function serveCommand(): Command {
  return new Command('serve')
    .description('serve what lintel.yaml names')
    .option('-c, --config <file>', 'configuration file (default: lintel.yaml, or LINTEL_CONFIG)')
    .option('--host <host>', 'address to listen on (default: listen.host)')
    .option('-p, --port <port>', 'port to listen on, 0 for a free one (default: listen.port)')
    .option('--stdio', 'serve one client over standard input and output instead of a port')
    .addHelpText('after', `${examples}\n${exitCodesHelp}`)
    .action(serve)
}

async function serve(options: ServeOptions): Promise<void> {
  // Loaded here, so that the other commands start without the server.
  const [{ readConfig }, { assemble }] = await Promise.all([import('./read-config.ts'), import('./assemble.ts')])
  const loaded = await readConfig({
    config: options.config,
    overrides: overridesOf(options),
    offline: options.stdio === true,
  })
  const { config, files } = loaded
  const logger = makeLogger(config)
  const assembled = await assemble(loaded, {
    logger: withoutRelaxed(logger),
    recordFormat: formatOf(config) === 'text' && config.log.calls === 'stderr' ? 'text' : 'json',
    ...(isDebugging() && { traffic: showTraffic }),
  })
  const json = config.log.format === 'json'
  const announce = async (endpoint: string) => {
    const relaxed = findRelaxedTools(config, assembled.server.practices())
    if (json) {
      logger.info('server.listening', { endpoint, files })
      for (const { practice, mode, tools } of relaxed) logger.warn('practice.relaxed', { practice, mode, tools })
    } else {
      const reach = await optionsToReach(endpoint)
      writeToStderr(banner({ config, files, endpoint, reach, relaxed, ...assembled }))
    }
  }
  const signals = new StopSignals(() => {
    if (json) logger.info('server.stopping')
    else writeToStderr('Stopping: running calls get to finish. Once more stops at once.\n')
  })
  try {
    await serveUntil(signals.first, assembled, config, { announce, stdio: options.stdio === true })
  } finally {
    signals.release()
  }
}

async function serveUntil(
  stopped: Promise<void>,
  assembled: Assembled,
  config: Config,
  { announce, stdio }: { readonly announce: (endpoint: string) => Promise<void>; readonly stdio: boolean },
): Promise<void> {
  if (stdio) {
    const { closed } = await assembled.server.stdio()
    await announce('standard input and output')
    await Promise.race([closed, stopped])
  } else {
    const { url } = await listen(assembled, config)
    await announce(url)
    await stopped
  }
  await assembled.server.close()
}

async function listen({ server }: Assembled, { listen: settings }: Config) {
  const { host, port, path, publicUrl, allowedHosts, allowedOrigins } = settings
  try {
    return await server.listen({
      host,
      port,
      path,
      ...(publicUrl !== undefined && { publicUrl }),
      ...(allowedHosts && { allowedHosts }),
      ...(allowedOrigins && { allowedOrigins }),
    })
  } catch (error) {
    await server.close()
    const explained = explainListenFailure(error, { host, port })
    if (explained) throw new CommandError(exitCodes.failed, explained)
    throw error
  }
}

function overridesOf({ host, port }: ServeOptions): readonly Override[] {
  return [
    ...(host === undefined ? [] : [{ option: '--host', path: ['listen', 'host'], value: host }]),
    ...(port === undefined ? [] : [{ option: '--port', path: ['listen', 'port'], value: port }]),
  ]
}

/** What the server says of relaxed practices, the command says itself: in its banner, or line by line. */
function withoutRelaxed(logger: Logger): Logger {
  return {
    ...logger,
    info: (event, fields) => {
      if (event !== 'practices.relaxed') logger.info(event, fields)
    },
  }
}

function makeLogger(config: Config): Logger {
  return stderrLogger({ level: config.log.level, format: formatOf(config) })
}

function formatOf({ log: { format } }: Config): 'json' | 'text' {
  return format === 'auto' ? (process.stderr.isTTY ? 'text' : 'json') : format
}

function isDebugging(): boolean {
  return process.env['MCP_DEBUG'] === 'true' || process.env['MCP_DEBUG'] === '1'
}

function showTraffic(direction: 'in' | 'out', message: string): void {
  writeToStderr(`${formatTraffic(direction, message, { time: Date.now() })}\n`)
}
