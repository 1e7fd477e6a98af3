import * as z from 'zod'
import { durationHint, parseDuration } from '../duration.ts'
import { settingNotes } from './settings.ts'

const modeHint =
  "'enforce' acts, 'report' lets everything through and records what it would have done, 'off' costs nothing"
const rateHint = "write calls and a time, such as '600/minute' or '10/second'"
const lifetimeHint = "write a number and a unit, such as '5 minutes', or hourly, daily, weekly, immutable"

const mode = z.enum(['enforce', 'report', 'off'])
const inSection = { mode: mode.optional().describe(`${modeHint}. Default: enforce.`) }

const isTime = (value: string) => (parseDuration(value) ?? 0) > 0
const duration = text(isTime, 'is not a duration', durationHint)
const lifetime = text(
  value => /^(?:hourly|daily|weekly|immutable)$/i.test(value.trim()) || isTime(value),
  'is not a lifetime',
  lifetimeHint,
)
const rate = text(isRate, 'is not a rate', rateHint)
const count = z.int().min(1).max(100_000_000)
const countOrNone = z.int().min(0).max(100_000_000)

const systemHint = "write the name of the system, such as 'shop'"
const system = text(value => value.trim() !== '', 'is empty', systemHint)
const failures = count.optional().describe('Failures in a row that open the circuit. Default: 5.')
const breaking = {
  open: duration.optional().describe('How long it stays open. Default: 60s.'),
  retries: countOrNone.optional().describe('Further attempts where the tool is idempotent. Default: 2.'),
}

/** What can be said of the practices, for the server or for one tool. */
const settings = {
  admit: practice(
    'Calls of one tool, resource, template or prompt that run at once, and that may wait. Default: 100, and as many.',
    { concurrent: count.optional().describe('Calls that run at once.') },
    { waiting: countOrNone.optional().describe('Calls that may wait for one of those to end.') },
  ),
  limit: practice(
    'How often one principal may call one tool. Default: 600/minute, 120/minute where it writes, and bursts of a fifth.',
    {
      rate: rate.optional().describe('Calls in a time.'),
      burst: count.optional().describe('Calls that may come at once after a pause. Default: a fifth of the rate.'),
      weight: count.optional().describe('What one call counts. Default: 1.'),
      window: z
        .enum(['bucket', 'sliding'])
        .optional()
        .describe('sliding never lets more than the rate through, bucket a burst besides. Default: bucket.'),
    },
    {},
    { word: rate, hint: rateHint },
  ),
  validate: bare('Hold arguments against the input schema, unknown ones included. Default: enforce.', mode),
  cache: practice(
    'How long results of tools that only read are used again. Default: as each tool says.',
    {
      for: lifetime.optional().describe('How long.'),
      by: z
        .enum(['everyone', 'principal', 'session', 'request'])
        .optional()
        .describe('Who gets the same result. Default: principal.'),
    },
    { tags: z.array(z.string().min(1)).optional().describe('Names by which tools that write make it stale.') },
    { word: lifetime, hint: lifetimeHint },
  ),
  deadline: practice(
    'How long a call may take. Default: 30s.',
    { after: duration.optional().describe('Time until the call is ended.') },
    {},
    { word: duration, hint: durationHint },
  ),
  downstream: practice(
    'The circuit breaker before the system that a tool names as its downstream. Default: enforce.',
    { failures },
    breaking,
  ),
  check: bare('Hold results against the output schema. Default: enforce.', mode),
  redact: practice(
    'Mask secrets in results as well. In errors, logs and records they are masked always. Default: results pass unchanged.',
    { results: z.boolean().optional().describe('Whether results are masked too.') },
    { emails: z.boolean().optional().describe('Whether e-mail addresses count as secrets.') },
  ),
  budget: practice(
    'What one result may hold; the rest is paged or linked. Default: 25,000 tokens.',
    {
      tokens: count.min(1000).optional().describe('Tokens of text and structured content.'),
      bytes: count.min(4000).optional().describe('UTF-8 bytes of the same. Default: four times the tokens.'),
      media: countOrNone
        .optional()
        .describe('Characters of base64 that images and sounds may take. Default: 1,000,000.'),
    },
    { keep: duration.optional().describe('How long the rest can be fetched. Default: 10 minutes.') },
  ),
  record: section(
    'What the record of a call holds beside its facts, secrets masked. Default: neither arguments nor results.',
    [z.enum(['enforce', 'off'])],
    {
      arguments: z.boolean().optional().describe('Whether it holds the arguments.'),
      results: z.boolean().optional().describe('Whether it holds the result.'),
      mode: z.enum(['enforce', 'off']).optional().describe('off writes no record. Default: enforce.'),
    },
    'write enforce or off, or what it holds: { arguments: true }',
  ),
}

/** A single tool has a system behind it, too. */
const toolSettings = {
  ...settings,
  downstream: practice(
    'The system behind the tool: its failures open a circuit breaker, shared by all tools that name it. Default: as the tool says.',
    { name: system.optional().describe('The system. Default: as the tool says.'), failures },
    breaking,
    { word: system, hint: systemHint },
  ),
}

/** The practices of the server, and of single tools over what those say of themselves. */
export const practicesSchema = z
  .strictObject({
    mode: mode
      .optional()
      .describe(
        'Of every practice at once; what else is said tunes it. `practices: report` is short for it. Default: enforce.',
      ),
    ...settings,
    tools: noted(
      z.record(z.string(), z.strictObject(toolSettings)),
      'write a section for each tool: { grep: { limit: 10/minute } }',
    )
      .optional()
      .describe(
        'The same settings for single tools, by name, and the downstream behind each. They win over what the tools say of themselves.',
      ),
  })
  .prefault({})
  .describe(`What stands around every call. Each setting may be a mode: ${modeHint}.`)

interface Word {
  readonly word: z.ZodType<string, string>
  readonly hint: string
}

/** A setting that is a mode, one word that says the most of it, or a section. */
function practice<const A extends z.ZodRawShape, const B extends z.ZodRawShape>(
  description: string,
  first: A,
  more: B,
  inOneWord?: Word,
) {
  const hint = inOneWord
    ? `${inOneWord.hint}, or a mode: enforce, report, off`
    : `write a mode, enforce, report or off, or { ${[...Object.keys(first), ...Object.keys(more)].join(', ')} }`
  return section(description, inOneWord ? [mode, inOneWord.word] : [mode], { ...first, ...more, ...inSection }, hint)
}

function section<const S extends z.ZodRawShape>(
  description: string,
  words: readonly z.ZodType<string, string>[],
  shape: S,
  hint: string,
) {
  return noted(z.union([...words, z.strictObject(shape)]), hint)
    .optional()
    .describe(description)
}

function bare<S extends z.ZodType>(description: string, schema: S) {
  return noted(schema, modeHint).optional().describe(description)
}

function noted<S extends z.ZodType>(schema: S, hint: string): S {
  settingNotes.add(schema, { hint })
  return schema
}

function text(holds: (value: string) => boolean, problem: string, hint: string) {
  return noted(z.string().refine(holds, problem), hint)
}

function isRate(value: string): boolean {
  const [calls, time, ...more] = value.split('/')
  if (more.length > 0 || time === undefined || !/^\s*[1-9]\d*\s*$/.test(calls ?? '')) return false
  return isTime(/^\s*\d/.test(time) ? time : `1 ${time.trim()}`)
}
