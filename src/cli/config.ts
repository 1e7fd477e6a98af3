import { Command } from 'commander'

interface ConfigOptions {
  readonly config?: string
}

const about = `
Settings are laid over each other, the last wins:
  1. lintel.yaml, or the file that --config or LINTEL_CONFIG names
  2. lintel.ENVIRONMENT.yaml beside it, where ENVIRONMENT is LINTEL_ENV, else NODE_ENV, else development
  3. environment variables: LINTEL_ and the path in capitals, such as LINTEL_LISTEN_PORT=8080 or
     LINTEL_TOOLKITS_FILESYSTEM_READ_ONLY=true; short are LINTEL_HOST, LINTEL_PORT, LINTEL_PUBLIC_URL.
     A .env file beside lintel.yaml fills what is not set, but not in production.
  4. options of the command
Secrets stay out of the file: write \${env:NAME} where the value of a variable belongs.

Examples:
  $ lintel config check
  $ lintel config show --config deploy/lintel.yaml
  $ lintel config schema > lintel.schema.json`

export function configCommand(): Command {
  const command = new Command('config').description('check, show and describe the configuration').helpCommand(false)
  command.addHelpText('after', about)
  withConfig(command.command('check').description('say everything that is wrong with the configuration')).action(check)
  withConfig(command.command('show').description('print the settings in force and where each comes from')).action(show)
  command.command('schema').description('print the JSON Schema of lintel.yaml, for editors').action(printSchema)
  return command
}

function withConfig(command: Command): Command {
  return command.option('-c, --config <file>', 'configuration file (default: lintel.yaml, or LINTEL_CONFIG)')
}

async function check({ config }: ConfigOptions): Promise<void> {
  const [{ readConfig }, { assemble }, { stderrLogger }] = await Promise.all([
    import('./read-config.ts'),
    import('./assemble.ts'),
    import('../telemetry/stderr-logger.ts'),
  ])
  const loaded = await readConfig({ config })
  const { config: settings, files } = loaded
  // Practices of tools can be held only against the tools that there are.
  const { server } = await assemble(loaded, { logger: stderrLogger({ level: 'error', format: 'text' }) })
  await server.close()
  if (Object.values(settings.toolkits).every(toolkit => toolkit === undefined))
    console.error(
      'warning: toolkits: names none, so that the server offers no tools\n  = write toolkits.filesystem.roots',
    )
  print(`${files.join(' and ')}: no problem found\n`)
}

async function show({ config }: ConfigOptions): Promise<void> {
  const [{ readConfig }, { showConfig }] = await Promise.all([import('./read-config.ts'), import('../config/show.ts')])
  print(showConfig(await readConfig({ config }), process.cwd()))
}

async function printSchema(): Promise<void> {
  const { configJsonSchema } = await import('../config/json-schema.ts')
  print(`${JSON.stringify(configJsonSchema(), null, 2)}\n`)
}

function print(text: string): void {
  process.stdout.write(text)
}
