import { InvalidArgumentError } from 'commander'

export interface ServerChoice {
  readonly url?: string
  readonly config?: string
}

const defaultUrl = 'http://127.0.0.1:7400/mcp'

/** The endpoint that a command talks to: as given, or where the configuration makes the server listen. */
export async function findServer({ url, config }: ServerChoice): Promise<string> {
  if (url !== undefined) return url
  if (config === undefined) return defaultUrl
  const { readConfig } = await import('./read-config.ts')
  const { listen } = (await readConfig({ config })).config
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host
  return `http://${host}:${listen.port}${listen.path}`
}

/** Checks a URL given on the command line. */
export function parseUrl(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text
  throw new InvalidArgumentError(`Write the whole URL, such as ${defaultUrl}.`)
}

export const urlHelp = `endpoint of the server (default: ${defaultUrl})`
export const configHelp = 'talk to the server that this configuration file starts'
