import { Command, CommanderError } from 'commander'
import { callCommand } from './call.ts'
import { BrokenConnectionError, NotMcpError, RequestError, UnreachableError } from './client/connection.ts'
import { RefusedError } from './client/refusal.ts'
import { configCommand } from './config.ts'
import { CommandError, exitCodes, exitCodesHelp } from './exit-codes.ts'
import { lintCommand } from './lint.ts'
import { readCommand } from './read.ts'
import { serveCommand } from './serve.ts'
import { toolsCommand } from './tools.ts'
import { version } from './version.ts'

const examples = `
Examples:
  $ lintel serve                                      serve what lintel.yaml names, on http://127.0.0.1:7400/mcp
  $ lintel tools                                      what the running server offers
  $ lintel call read_text_file path=notes/welcome.md  call a tool
  $ lintel read config://app                          read a resource, or what an answer links to
  $ lintel config check                               is lintel.yaml right? every problem at once

In a checkout without an installed lintel: npm start, and npm run lintel -- tools.
lintel COMMAND --help explains each command.`

/** Runs one command line, without the names of node and script. Resolves to the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const program = new Command('lintel')
    .description('Serve files and more to agents over the Model Context Protocol, and try what a server offers.')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', `${examples}\n${exitCodesHelp}`)
  for (const command of [serveCommand(), toolsCommand(), callCommand(), readCommand(), lintCommand(), configCommand()])
    program.addCommand(command)
  for (const command of withSubcommands(program))
    command.exitOverride().showSuggestionAfterError().showHelpAfterError('(lintel --help explains the commands)')
  try {
    await program.parseAsync(args, { from: 'user' })
    return Number(process.exitCode ?? exitCodes.ok)
  } catch (error) {
    return explain(error)
  }
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)]
}

function explain(error: unknown): number {
  // Commander has printed what was wrong already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  if (error instanceof CommandError) {
    if (error.message !== '') console.error(error.message)
    return error.exitCode
  }
  if (error instanceof UnreachableError) {
    console.error(
      `${error.message}\nStart one with: lintel serve (in a checkout: npm start). Or name another with --url.`,
    )
    return exitCodes.failed
  }
  if (error instanceof BrokenConnectionError) {
    console.error(error.message)
    return exitCodes.failed
  }
  if (error instanceof NotMcpError) {
    console.error(`${error.message}\nIs the path right? It is /mcp unless the configuration says otherwise.`)
    return exitCodes.failed
  }
  if (error instanceof RefusedError) {
    console.error([error.message, ...nextAfter(error)].join('\n'))
    return exitCodes.failed
  }
  if (error instanceof RequestError) {
    const data = error.data === undefined ? '' : `\n${JSON.stringify(error.data)}`
    console.error(`The server refused: ${error.message} (${error.code})${data}`)
    return exitCodes.failed
  }
  console.error(error)
  return exitCodes.failed
}

/** What to do about a refusal, where that is known. */
function nextAfter({ status, signedIn, target }: RefusedError): readonly string[] {
  if (status === 401 && signedIn) return ['What --token, LINTEL_TOKEN or --header said is not accepted there.']
  if (status === 401) return ["Pass --token <token> (or set LINTEL_TOKEN), or --header 'Name: value'."]
  if (target !== undefined) return ['Name that address with --url, where you trust it.']
  if (status === 404) return ['Is the path right? It is /mcp unless the server says otherwise.']
  return []
}
