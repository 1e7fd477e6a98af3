import { Command, Option } from 'commander'
import { isJsonObject } from '../json.ts'
import { connect, type Era, eras } from './client/connect.ts'
import { configHelp, findServer, parseUrl, type ServerChoice, urlHelp } from './find-server.ts'
import { forTerminal } from './for-terminal.ts'
import { untilInterrupted } from './interrupt.ts'
import { renderContent } from './render-content.ts'
import { readSignIn, type SignInChoice, withSignIn } from './sign-in.ts'

interface ReadOptions extends ServerChoice, SignInChoice {
  readonly raw?: true
  readonly era: Era
}

const examples = `
Examples:
  $ lintel read config://app
  $ lintel read lintel://result/vGd1…                 what an answer of lintel call links to, while it is kept`

export function readCommand(): Command {
  const command = new Command('read')
    .description('read a resource of a running server and print it')
    .argument('<uri>', 'its address, as a list or an answer names it')
    .option('-u, --url <url>', urlHelp, parseUrl)
    .option('-c, --config <file>', configHelp)
  return withSignIn(command)
    .option('--raw', 'print the whole result as JSON')
    .addOption(new Option('--era <revision>', 'protocol revision to speak').choices(eras).default('auto'))
    .addHelpText('after', examples)
    .action(read)
}

async function read(uri: string, options: ReadOptions): Promise<void> {
  const headers = readSignIn(options, process.env)
  const url = await findServer(options)
  await untilInterrupted(async signal => {
    const connection = await connect({ url, headers }, options.era, signal)
    try {
      const result = await connection.readResource(uri, signal)
      const contents = Array.isArray(result['contents']) ? result['contents'].filter(isJsonObject) : []
      const texts = contents.map(resource => renderContent({ type: 'resource', resource }))
      process.stdout.write(`${forTerminal(options.raw ? JSON.stringify(result, null, 2) : texts.join('\n'))}\n`)
    } finally {
      await connection.close()
    }
  })
}
