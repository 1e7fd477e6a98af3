import { existsSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import type { Config } from '../config/schema.ts'
import { CommandError, exitCodes } from './exit-codes.ts'

export interface ServerChoice {
  readonly url?: string
  readonly config?: string
}

export const defaultUrl = 'http://127.0.0.1:7400/mcp'

/** The endpoint that a command talks to: as given, or where the configuration, by default the folder's, makes the server listen. */
export async function findServer({ url, config }: ServerChoice): Promise<string> {
  if (url !== undefined) return url
  if (config === undefined && !process.env['LINTEL_CONFIG'] && !existsSync('lintel.yaml')) return defaultUrl
  const { listen } = await readSettings(config)
  if (listen.port !== 0) return endpointOf(listen)
  const reason = 'The configuration lets the server take any free port (listen.port is 0).'
  throw new CommandError(exitCodes.usage, `${reason}\nName the server with --url: lintel serve prints its endpoint.`)
}

/** Where a server with these settings is reached on this machine. */
export function endpointOf({ host, port, path }: Config['listen']): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}${path}`
}

/** Guessing on where the configuration is broken could call a tool of another server. */
async function readSettings(config: string | undefined): Promise<Config> {
  const { readConfig } = await import('./read-config.ts')
  try {
    return (await readConfig({ config })).config
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const next = 'It would say where the server is; --url names it without.'
    throw new CommandError(error.exitCode, `${error.message}\n${next}`)
  }
}

/** Checks a URL given on the command line. */
export function parseUrl(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text
  throw new InvalidArgumentError(`Write the whole URL, such as ${defaultUrl}.`)
}

export const urlHelp = `endpoint of the server (default: as lintel.yaml here says, else ${defaultUrl})`
export const configHelp = 'talk to the server that this configuration file starts'
