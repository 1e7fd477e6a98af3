import { spawn } from 'node:child_process'
import { createServer as listenOn } from 'node:net'
import { fileURLToPath } from 'node:url'

export interface Fixture {
  readonly url: string
  stop(): Promise<void>
}

/** Starts the fixture as a process of its own on a free port; resolves when it says that it listens. */
export async function startFixture(): Promise<Fixture> {
  const file = fileURLToPath(new URL('./fixture.ts', import.meta.url))
  const child = spawn(process.execPath, [file, '--port', String(await findFreePort())], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<number | null>(resolve => child.once('exit', resolve))
  const url = await Promise.race([
    new Promise<string>(resolve => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const line = text.split('\n').find(part => part.startsWith('http://'))
        if (line !== undefined) resolve(line)
      })
    }),
    exited.then(code => {
      throw new Error(`The fixture ended before it listened (exit code ${code}).`)
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

async function findFreePort(): Promise<number> {
  const probe = listenOn()
  await new Promise<void>(resolve => probe.listen(0, 'localhost', resolve))
  const address = probe.address()
  await new Promise(resolve => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No free port on localhost.')
  return address.port
}
