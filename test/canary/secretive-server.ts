import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { createServer, type Logger, ToolError, z } from '../../src/index.ts'
import { stderrLogger } from '../../src/telemetry/stderr-logger.ts'
import { writeToStderr } from '../../src/telemetry/stderr-sink.ts'
import { formatTraffic } from '../../src/telemetry/traffic.ts'
import type { Planted } from './planted.ts'

/** A server whose handlers are full of secrets, with everything on that writes: debug log, traffic, records. */
const [file, format, records, redacted, face] = process.argv.slice(2)
const planted = JSON.parse(readFileSync(file!, 'utf8')) as Planted
const look = format as 'json' | 'text'

/** A logger of an application's own, which shows all that it gets: what lists members finds, and what does not. */
function ownLogger(): Logger {
  const at = (level: string) => (event: string, fields?: object) =>
    writeToStderr(
      `${JSON.stringify({ level, event, ...fields })}\n${inspect(fields, { depth: null, showHidden: true, getters: true, maxStringLength: null })}\n`,
    )
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
const recordsTo = records === 'stderr' || records === 'logger' ? records : { file: records! }

const server = createServer({
  name: 'secretive',
  version: '1.0.0',
  logger: records === 'logger' ? ownLogger() : stderrLogger({ level: 'debug', format: look }),
  records: recordsTo,
  recordFormat: look,
  sse: true,
  practices: { limit: 'off', ...(redacted === 'redacted' && { redact: { results: true } }) },
  traffic: (direction, message) => writeToStderr(`${formatTraffic(direction, message, { time: Date.now() })}\n`),
})

const anything = z.record(z.string(), z.unknown())
const noted = { record: { arguments: true, results: true } } as const
const input = z.object({
  note: z.string().optional(),
  password: z.string().optional(),
  card: z.number().optional(),
  nested: anything.optional(),
})
server.tool('take', { description: 'Takes secrets.', input, run: () => 'taken' })
server.tool('take_recorded', { description: 'Takes secrets, which are recorded.', input, ...noted, run: () => 'taken' })
server.tool('strict', { description: 'Refuses.', input: z.object({ level: z.enum(['low', 'high']) }), run: () => 'x' })
server.tool('give', {
  description: 'Gives secrets away.',
  ...noted,
  readOnly: true,
  cache: '1 minute',
  run: () => planted.result,
})
server.tool('call_out', {
  description: 'Calls what cannot be reached.',
  run: (_, call) =>
    call.fetch(`http://127.0.0.1:1/?access_token=${planted.outbound}`, {
      headers: { authorization: planted.outbound },
    }),
})

class OddError extends Error {
  readonly detail = planted.errors.detail
  readonly token = planted.errors.keyed
}

const failures: Readonly<Record<string, () => unknown>> = {
  error: () => new OddError(planted.errors.message, { cause: new Error(planted.errors.cause) }),
  tool_error: () =>
    new ToolError(planted.errors.told, {
      category: 'SERVER_ERROR',
      next: planted.errors.next,
      detail: { token: planted.errors.keyed, text: planted.errors.detail },
      data: { hint: planted.errors.data, card: planted.errors.card },
      cause: new Error(planted.errors.cause),
    }),
  text: () => planted.errors.thrown,
  object: () => ({ token: planted.errors.keyed, message: planted.errors.message }),
  nothing: () => undefined,
}
server.tool('fail', {
  description: 'Fails in some way.',
  input: z.object({ how: z.string(), later: z.boolean() }),
  ...noted,
  run: ({ how, later }) => {
    const reason = failures[how]!()
    if (later) return Promise.reject(reason)
    throw reason
  },
})
server.tool('ask', {
  description: 'Asks for a secret.',
  run: async (_, call) => {
    const answer = await call.elicit({
      message: 'Password?',
      schema: z.object({ password: z.string(), note: z.string() }),
    })
    call.log.info({ password: planted.errors.keyed, text: planted.errors.message })
    call.progress(1, 2, planted.errors.message)
    return answer.action
  },
})
server.resource('secret://one', {
  description: 'Fails to be read.',
  read: () => {
    throw new OddError(planted.errors.message, { cause: planted.errors.thrown })
  },
})
server.resource('secret://two', { description: 'Holds secrets.', read: () => planted.resource })
server.prompt('fail', {
  description: 'Fails.',
  build: () => {
    throw new OddError(planted.errors.message)
  },
})
server.prompt('give', { description: 'Holds secrets.', build: () => planted.prompt })

if (face === 'stdio') await server.stdio()
else {
  const { url } = await server.listen({ port: 0 })
  process.stdout.write(`${url}\n`)
  process.on('SIGTERM', () => void server.close())
}
