import { Command } from 'commander'
import { isJsonObject } from '../json.ts'
import type { Finding } from '../lint/finding.ts'
import type { ListedTool } from '../lint/lint-tool.ts'
import { lintTools } from '../lint/lint-tools.ts'
import { CommandError, exitCodes } from './exit-codes.ts'
import { parseUrl } from './find-server.ts'
import { untilInterrupted } from './interrupt.ts'
import { inspectOffer } from './offer.ts'
import { readSignIn, type SignInChoice, withSignIn } from './sign-in.ts'

interface LintOptions extends SignInChoice {
  readonly config?: string
  readonly url?: string
  readonly json?: true
  readonly strict?: true
}

const examples = `
Examples:
  $ lintel lint                                       the tools that lintel.yaml offers; starts nothing
  $ lintel lint --url http://127.0.0.1:7400/mcp       the tools of a running server, of any make
  $ lintel lint --strict                              exit 1 where there is a finding, for CI`

export function lintCommand(): Command {
  const command = new Command('lint')
    .description('hold names, descriptions and schemas of tools against what agents need')
    .option('-c, --config <file>', 'configuration file (default: lintel.yaml, or LINTEL_CONFIG)')
    .option('-u, --url <url>', 'endpoint of a running server, instead of a configuration', parseUrl)
  return withSignIn(command)
    .option('--json', 'print the findings as JSON')
    .option('--strict', 'exit with 1 where there is a finding')
    .addHelpText('after', examples)
    .action(lint)
}

async function lint(options: LintOptions): Promise<void> {
  const tools =
    options.url === undefined
      ? await inspectOffer(options.config, server => server.listings())
      : await servedTools(options.url, options)
  const findings = lintTools(tools)
  process.stdout.write(options.json ? `${JSON.stringify(findings, null, 2)}\n` : formatFindings(findings, tools.length))
  if (options.strict && findings.length > 0)
    throw new CommandError(exitCodes.failed, `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}.`)
}

async function servedTools(url: string, options: LintOptions): Promise<readonly ListedTool[]> {
  const headers = readSignIn(options, process.env)
  const { connect } = await import('./client/connect.ts')
  const listed: ListedTool[] = []
  await untilInterrupted(async signal => {
    const connection = await connect({ url, headers }, 'auto', signal)
    listed.push(...(await connection.listTools(signal)).map(readTool))
    await connection.close()
  })
  return listed
}

/** Whatever another server sends. */
function readTool(tool: {
  readonly name: string
  readonly description?: string
  readonly inputSchema: unknown
}): ListedTool {
  return { ...tool, inputSchema: isJsonObject(tool.inputSchema) ? tool.inputSchema : {} }
}

function formatFindings(findings: readonly Finding[], tools: number): string {
  const lines = findings.map(({ tool, path, problem, cure }) => {
    const place = [tool, path].filter(part => part !== undefined && part !== '').join(' ')
    return `${printable(`${place} ${problem}`.trim())}\n    ${printable(cure)}`
  })
  const count = findings.length === 0 ? 'nothing found' : `${findings.length} found`
  return `${[...lines, `${tools} ${tools === 1 ? 'tool' : 'tools'}, ${count}`].join('\n')}\n`
}

/** Names come from any server, and terminals obey control characters. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, character => JSON.stringify(character).slice(1, -1))
}
