import { Command, Option } from 'commander'
import { isJsonObject, type JsonObject } from '../json.ts'
import { nearest } from '../nearest.ts'
import { answerAtTerminal } from './ask-form.ts'
import { connect, type Era, eras } from './client/connect.ts'
import {
  BrokenConnectionError,
  type CallOptions,
  type Connection,
  type ListedTool,
  UnreachableError,
} from './client/connection.ts'
import { CommandError, exitCodes } from './exit-codes.ts'
import { configHelp, findServer, parseUrl, type ServerChoice, urlHelp } from './find-server.ts'
import { forTerminal } from './for-terminal.ts'
import { untilInterrupted } from './interrupt.ts'
import { ProgressLine } from './progress-line.ts'
import { renderContent } from './render-content.ts'
import { readSignIn, type SignInChoice, withSignIn } from './sign-in.ts'
import { ArgumentError, readArguments } from './tool-arguments.ts'

interface CallCommandOptions extends ServerChoice, SignInChoice {
  readonly json?: string
  readonly raw?: true
  readonly era: Era
  readonly progress?: true
}

const examples = `
Arguments:
  key=value    text, number or true/false, as the tool's input schema wants it; for a list give the key several times
  key:=json    JSON as it stands: tags:='["a","b"]'

Examples:
  $ lintel call list_directory path=.
  $ lintel call read_text_file path=notes/welcome.md head=5
  $ lintel call search_files --json '{"path":".","pattern":"*.md"}'
  $ lintel call list_directory path=. --era 2025-11-25 --raw
  $ LINTEL_TOKEN=… lintel call list_directory path=. --url https://files.example/mcp

What an answer links to prints lintel read <uri>.
Where the tool asks back, the questions come at the terminal; without one they are declined.`

export function callCommand(): Command {
  const command = new Command('call')
    .description('call a tool of a running server and print what it answers')
    .argument('<tool>', 'name of the tool; lintel tools lists them')
    .argument('[arguments...]', 'key=value ...')
    .option('-u, --url <url>', urlHelp, parseUrl)
    .option('-c, --config <file>', configHelp)
  return withSignIn(command)
    .option('--json <object>', 'arguments as a JSON object')
    .option('--raw', 'print the whole result as JSON')
    .option('--progress', 'show progress even though standard error is no terminal')
    .addOption(new Option('--era <revision>', 'protocol revision to speak').choices(eras).default('auto'))
    .addHelpText('after', examples)
    .action(call)
}

async function call(name: string, pairs: readonly string[], options: CallCommandOptions): Promise<void> {
  const headers = readSignIn(options, process.env)
  const url = await findServer(options)
  await untilInterrupted(async signal => {
    const connection = await connect({ url, headers }, options.era, signal)
    try {
      const tool = findTool(name, await connection.listTools(signal))
      const args = typedArguments(pairs, tool, options.json)
      const progress = new ProgressLine(process.stderr, options.progress === true)
      const callOptions: CallOptions = {
        signal,
        onProgress: at => progress.show(at),
        answer: (question, inner) => {
          progress.clear()
          return answerAtTerminal(question, inner)
        },
      }
      const result = await callOnce(connection, tool, args, callOptions)
      progress.clear()
      print(result, options.raw === true)
    } finally {
      await connection.close()
    }
  })
}

/** Says what the person has to know where the server was lost on the way. */
async function callOnce(connection: Connection, tool: ListedTool, args: JsonObject, options: CallOptions) {
  try {
    return await connection.callTool(tool, args, options)
  } catch (error) {
    if (!(error instanceof BrokenConnectionError || error instanceof UnreachableError)) throw error
    const next = `${tool.name} may have taken effect all the same: look before you call it again.`
    throw new CommandError(exitCodes.failed, `${error.message}\n${next}`)
  }
}

function findTool(name: string, tools: readonly ListedTool[]): ListedTool {
  const tool = tools.find(candidate => candidate.name === name)
  if (tool) return tool
  const meant = nearest(
    name,
    tools.map(candidate => candidate.name),
  )
  const next = meant ? `Did you mean ${meant}?` : 'lintel tools lists what there is.'
  throw new CommandError(exitCodes.usage, `The server has no tool ${name}. ${next}`)
}

function typedArguments(pairs: readonly string[], tool: ListedTool, json: string | undefined): JsonObject {
  try {
    return readArguments(pairs, tool.inputSchema, json)
  } catch (error) {
    if (error instanceof ArgumentError) throw new CommandError(exitCodes.usage, error.message)
    throw error
  }
}

/** Errors go to standard error, so that a pipe gets results alone; so does a text that only points to structured content. */
function print(result: JsonObject, raw: boolean): void {
  const failed = result['isError'] === true
  const blocks = Array.isArray(result['content']) ? result['content'].filter(isJsonObject) : []
  const text = raw ? JSON.stringify(result, null, 2) : blocks.map(renderContent).join('\n')
  const structured = !raw && !failed && pointsToStructured(result, blocks)
  if (structured) process.stdout.write(`${forTerminal(JSON.stringify(result['structuredContent']))}\n`)
  const output = structured || (failed && !raw) ? process.stderr : process.stdout
  if (text !== '' || !structured) output.write(`${forTerminal(text, output)}\n`)
  if (failed) throw new CommandError(exitCodes.toolError, '')
}

/** Whether the result is in the structured content alone: there is nothing else, or a budget left out its text. */
function pointsToStructured({ structuredContent, _meta }: JsonObject, blocks: readonly JsonObject[]): boolean {
  if (structuredContent === undefined) return false
  if (blocks.length === 0) return true
  const isCut = isJsonObject(_meta) && isJsonObject(_meta['lintel/budget'])
  // A page of a text is content like any other; what stands beside it says little.
  return isCut && JSON.stringify(structuredContent).length >= JSON.stringify(blocks).length
}
