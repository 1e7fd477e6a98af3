import { spawn } from 'node:child_process'
import type { Host } from './hosts.ts'

export interface Started {
  readonly url: string
  stop(): Promise<void>
}

/** Starts a host as a process of its own; resolves when it says that it listens. */
export async function startHost({ name, command, args }: Host): Promise<Started> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise<string>(resolve => {
    child.once('exit', (code, signal) => resolve(`exit code ${code ?? signal}`))
    child.once('error', error => resolve(error.message))
  })
  const url = await Promise.race([
    new Promise<string>(resolve => {
      let said = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const line = /^http:\/\/\S+$/m.exec(said.slice(0, said.lastIndexOf('\n') + 1))
        if (line) resolve(line[0])
      })
    }),
    exited.then(why => {
      throw new Error(`The host "${name}" ended before it listened (${why}).`)
    }),
  ])
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
