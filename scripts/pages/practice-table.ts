import { order, type PracticeName } from '../../src/practices/order.ts'
import { settingOf } from '../../src/practices/setting-of.ts'
import { table } from './table.ts'

const plural = {
  tool: 'tools',
  list: 'lists',
  resource: 'resources',
  prompt: 'prompts',
  completion: 'completion',
} as const

interface Told {
  /** Where it is no setting of its own. */
  readonly setting?: string
  readonly does: string
  readonly byDefault: string
  readonly refuses?: string
}

/** What the page says of each, in a line. */
const told: Readonly<Record<Exclude<PracticeName, 'run'>, Told>> = {
  observe: { does: 'records the call', byDefault: 'facts alone' },
  admit: {
    does: 'so many calls at once',
    byDefault: '100 of each, 1,000 of the server (`limits.calls`)',
    refuses: 'OVERLOADED',
  },
  authorize: { does: 'what the principal was granted', byDefault: 'nothing asked', refuses: 'SCOPE_MISSING' },
  limit: {
    does: 'so many calls in a time',
    byDefault: '600 a minute for each principal and tool, 120 where it writes',
    refuses: 'RATE_LIMITED',
  },
  resume: {
    setting: '`budget`',
    does: 'the next page of a result, from what was kept',
    byDefault: 'where a tool pages',
    refuses: 'CONTINUATION_INVALID',
  },
  validate: { does: 'arguments against the input schema', byDefault: 'on', refuses: 'ARGUMENTS_INVALID' },
  remember: { does: 'results used again', byDefault: 'off, until a lifetime is said' },
  deadline: { does: 'how long a call may take', byDefault: '30 s', refuses: 'TIMEOUT' },
  budget: {
    does: 'how much an answer may hold',
    byDefault: '25,000 tokens',
    refuses: 'RESULT_TOO_LARGE, CONTINUATION_INVALID',
  },
  redact: { does: 'secrets masked', byDefault: 'in errors; results pass unchanged' },
  shape: { setting: 'none', does: 'what a handler returned becomes a result', byDefault: 'always' },
  guard: {
    does: 'circuit breaker and retries before another system',
    byDefault: 'off, until a downstream is named',
    refuses: 'DOWNSTREAM_UNAVAILABLE',
  },
  check: { does: 'results against the output schema', byDefault: 'on', refuses: 'OUTPUT_INVALID' },
}

/** Every practice, the outermost first. */
export function practiceTable(): string {
  const rows = order.flatMap(({ practice, around }) => {
    const line = (told as Readonly<Record<string, Told>>)[practice]
    if (!line) return []
    const places = around.map(kind => plural[kind]).join(', ')
    return [
      [practice, line.setting ?? `\`${settingOf(practice)}\``, line.does, places, line.byDefault, line.refuses ?? ''],
    ]
  })
  return table(['practice', 'setting', 'what it is about', 'around', 'default', 'refuses with'], rows)
}
