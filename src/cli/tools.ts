import { Command } from 'commander'
import { connect } from './client/connect.ts'
import type { ListedTool } from './client/connection.ts'
import { configHelp, findServer, parseUrl, type ServerChoice, urlHelp } from './find-server.ts'
import { untilInterrupted } from './interrupt.ts'
import { readSignIn, type SignInChoice, withSignIn } from './sign-in.ts'

interface ToolsOptions extends ServerChoice, SignInChoice {
  readonly json?: true
  readonly practices?: true
}

const examples = `
Examples:
  $ lintel tools
  $ lintel tools --json
  $ lintel tools --practices                          what stands around each tool, from lintel.yaml
  $ lintel tools --url https://files.example/mcp
  $ LINTEL_TOKEN=… lintel tools --url https://files.example/mcp`

export function toolsCommand(): Command {
  const command = new Command('tools')
    .description('list the tools of a running server')
    .option('-u, --url <url>', urlHelp, parseUrl)
    .option('-c, --config <file>', configHelp)
  return withSignIn(command)
    .option('--json', 'print the list as the server sent it')
    .option('--practices', 'print the practices in force for each tool; reads the configuration, asks no server')
    .addHelpText('after', examples)
    .action(listTools)
}

async function listTools(options: ToolsOptions): Promise<void> {
  if (options.practices) return (await import('./practice-table.ts')).printPractices(options)
  const headers = readSignIn(options, process.env)
  const url = await findServer(options)
  await untilInterrupted(async signal => {
    const connection = await connect({ url, headers }, 'auto', signal)
    const tools = await connection.listTools(signal)
    await connection.close()
    process.stdout.write(options.json ? `${JSON.stringify(tools, null, 2)}\n` : `${tools.map(describe).join('\n\n')}\n`)
  })
}

function describe({ name, description = '', inputSchema, annotations }: ListedTool): string {
  const properties = Object.keys((inputSchema['properties'] as object | undefined) ?? {})
  const required = new Set((inputSchema['required'] as readonly string[] | undefined) ?? [])
  const args = properties.map(property => (required.has(property) ? property : `[${property}]`)).join(' ')
  const hints = Object.entries(annotations ?? {})
    .filter(([key, value]) => key !== 'title' && typeof value === 'boolean')
    .map(([key, value]) => `${value ? '' : 'not '}${key.replace(/Hint$/, '')}`)
  const facts = hints.length > 0 ? `\n  (${hints.join(', ')})` : ''
  const head = `${name} ${args}`.trimEnd()
  return `${head}\n  ${description.replaceAll('\n', '\n  ')}${facts}`
}
