import { existsSync } from 'node:fs'
import type { Config } from '../config/schema.ts'
import { type Relaxed, tellRelaxed } from '../practices/relaxed.ts'
import type { CountedToolkit } from './count-tools.ts'
import { version } from './version.ts'

export interface BannerFacts {
  readonly config: Config
  readonly files: readonly string[]
  /** URL of the endpoint, or what stands for it. */
  readonly endpoint: string
  readonly toolkits: readonly CountedToolkit[]
  /** What a command needs to reach the endpoint: '', or an option with a space before it. */
  readonly reach: string
  readonly relaxed: readonly Relaxed[]
}

/** What an operator wants to know when the server is up. */
export function banner({ config, files, endpoint, toolkits, reach, relaxed }: BannerFacts): string {
  const { name, version: serverVersion } = config.server
  const isUrl = endpoint.startsWith('http')
  const entry = JSON.stringify({ mcpServers: { [name]: { type: 'http', url: config.listen.publicUrl ?? endpoint } } })
  const rows: readonly (readonly [string, string])[] = [
    ['Endpoint', endpoint],
    ...(isUrl && config.sse ? [['', `${new URL('/sse', endpoint).href} (HTTP+SSE, deprecated)`] as const] : []),
    ...toolkits.map(({ toolkit, count }) => ['Toolkit', `${toolkit.name}: ${count()} tools`] as const),
    ...(toolkits.length === 0 ? [['Toolkit', 'none; name one in lintel.yaml, under toolkits'] as const] : []),
    ...rootsOf(config).map(root => ['', root] as const),
    ['Settings', files.join(', ')],
    ...relaxed.map((one, at) => [at === 0 ? 'Relaxed' : '', tellRelaxed(one)] as const),
    ...(isUrl
      ? ([
          ['Connect', entry],
          ['Try it', `lintel tools${reach}`],
          ['', `npm run lintel -- tools${reach}   (in a checkout)`],
        ] as const)
      : []),
    ['Stop', isUrl ? 'Ctrl+C' : 'close standard input'],
  ]
  const table = rows.map(([label, text]) => `  ${label.padEnd(9)} ${text}`.trimEnd())
  return `Lintel ${version} serves ${name} ${serverVersion}\n${table.join('\n')}\n`
}

function rootsOf({ toolkits: { filesystem } }: Config): readonly string[] {
  return (filesystem?.roots ?? []).map(root => {
    const { path, readOnly } = typeof root === 'string' ? { path: root, readOnly: false } : root
    const access = readOnly || filesystem?.readOnly ? ' (read-only)' : ''
    return `  ${path}${access}${existsSync(path) ? '' : ' (missing)'}`
  })
}
