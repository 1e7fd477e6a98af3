import { setTimeout as wait } from 'node:timers/promises'
import { createServer, type Server, z } from '../../../src/index.ts'

/**
 * The server that the tests of the runtimes call. It says on a line of output what it notices. It closes only once
 * every call has ended: what is left of an abandoned one would keep it from closing.
 */
export function defineSubject(): Server {
  const server = createServer({
    name: 'subject',
    version: '1.0.0',
    limits: { drainMs: 3_600_000 },
    // The load of a drain comes from one caller.
    practices: { limit: 'off' },
  })
  server.tool('hang', {
    description: 'Waits until the client goes.',
    run: async (_args, { signal }) => {
      console.log('hang: started')
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
      console.log('hang: aborted')
      return 'Gone.'
    },
  })
  server.tool('flood', {
    description: 'Reports progress of 16 KiB each, until all is sent or the client is cut off.',
    input: z.object({ messages: z.number().describe('How many') }),
    run: async ({ messages }, call) => {
      const text = 'x'.repeat(16 * 1024)
      let sent = 0
      for (; sent < messages && !call.signal.aborted; sent++) {
        call.progress(sent, messages, text)
        await wait(1)
      }
      console.log(`flood: ${sent} messages`)
      return `${sent} messages`
    },
  })
  server.tool('echo', {
    description: 'Answers what it was told, after a while.',
    input: z.object({ text: z.string().describe('What to answer') }),
    run: async ({ text }, call) => {
      call.progress(0)
      await wait(20)
      return text
    },
  })
  server.tool('work', {
    description: 'Is silent for a while.',
    input: z.object({ seconds: z.number().describe('How long') }),
    run: async ({ seconds }) => {
      await wait(seconds * 1000)
      return 'Done.'
    },
  })
  server.tool('rename', {
    description: 'Announces that the list of tools changed.',
    run: () => {
      server.notify.toolsChanged()
      return 'Announced.'
    },
  })
  return server
}

type Fetch = (request: Request, ...host: readonly unknown[]) => Promise<Response>

/**
 * An application with routes of its own beside the server: /close closes the server, while the application goes on;
 * /work is silent for four seconds.
 */
export function makeApplication(server: Server, mcp: Fetch): Fetch {
  return async (request, ...host) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/close') await server.close()
    else if (pathname === '/work') await wait(4000)
    else return mcp(request, ...host)
    return new Response(pathname)
  }
}
