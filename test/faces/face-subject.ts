import type { Server } from '../../src/index.ts'
import { defineLintel } from '../differential/lintel-side.ts'

/** What is served through every face: the subject of the differential tests, and tools that stream. */
export function makeFaceSubject(sessions: boolean): Server {
  const server = defineLintel(sessions)
  server.tool('count', {
    description: 'Counts to three.',
    run: (_args, call) => {
      for (const step of [1, 2, 3]) call.progress(step, 3, 'Zählt …')
      return 'counted'
    },
  })
  let hanging = 0
  let idle = Promise.withResolvers<void>()
  server.tool('hang', {
    description: 'Waits until its caller is gone.',
    run: async (_args, call) => {
      hanging++
      call.progress(1, 2, 'hanging')
      await new Promise<void>(resolve => {
        if (call.signal.aborted) resolve()
        else call.signal.addEventListener('abort', () => resolve(), { once: true })
      })
      if (--hanging === 0) {
        idle.resolve()
        idle = Promise.withResolvers()
      }
      return 'gone'
    },
  })
  server.tool('settle', {
    description: 'Waits until no call hangs any more.',
    run: async () => {
      if (hanging > 0) await idle.promise
      return 'settled'
    },
  })
  return server
}
