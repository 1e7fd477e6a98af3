import * as z from 'zod'
import { durationHint, parseDuration } from '../duration.ts'
import { settingNotes } from './settings.ts'

const mode = z.enum(['enforce', 'report', 'off'])
const modeHint = "'enforce' acts, 'report' lets through and records, 'off' costs nothing"

const duration = text(value => parseDuration(value) !== undefined, 'is not a duration', durationHint)
const lifetime = text(
  value => /^(?:hourly|daily|weekly|immutable)$/.test(value) || parseDuration(value) !== undefined,
  'is not a lifetime',
  "write a number and a unit, such as '5 minutes', or hourly, daily, weekly, immutable",
)
const rate = text(
  value => /^[1-9]\d*\s*\/\s*(?:\d+(?:\.\d+)?\s*)?(?:ms|s|sec|second|m|min|minute|h|hour|d|day)s?$/i.test(value),
  'is not a rate',
  "write calls and a time, such as '600/minute' or '10/second'",
)
const count = z.int().min(1).max(100_000_000)

/** What can be said of the practices, for the server or for one tool. */
const settings = {
  admit: choice([
    z.strictObject({ concurrent: count.optional(), waiting: count.optional(), mode: mode.optional() }),
  ]).describe('Calls of a tool that run at once, and that may wait. Default: 100 and 100.'),
  limit: choice([
    rate,
    z.strictObject({
      rate: rate.optional(),
      burst: count.optional(),
      weight: count.optional(),
      window: z.enum(['bucket', 'sliding']).optional(),
      mode: mode.optional(),
    }),
  ]).describe(
    'How often one principal may call one tool. Default: 600/minute, 120/minute where it writes; bursts of a fifth.',
  ),
  validate: choice([]).describe('Hold arguments against the schema. Default: enforce.'),
  cache: choice([
    lifetime,
    z.strictObject({
      for: lifetime.optional(),
      by: z.enum(['everyone', 'principal', 'session', 'request']).optional(),
      tags: z.array(z.string()).optional(),
      mode: mode.optional(),
    }),
  ]).describe('How long results of tools that only read are used again. Default: as each tool says.'),
  deadline: choice([duration, z.strictObject({ after: duration.optional(), mode: mode.optional() })]).describe(
    'How long a call may take. Default: 30s.',
  ),
  check: choice([]).describe('Hold results against the output schema. Default: enforce.'),
  redact: choice([
    z.strictObject({ results: z.boolean().optional(), emails: z.boolean().optional(), mode: mode.optional() }),
  ]).describe('Mask secrets in results as well as in errors. Default: errors alone.'),
  budget: choice([
    z.strictObject({
      tokens: count.optional(),
      bytes: count.optional(),
      media: count.optional(),
      keep: duration.optional(),
      mode: mode.optional(),
    }),
  ]).describe('What one result may hold. Default: 25,000 tokens.'),
}

/** The practices of the server, and of single tools over what those say of themselves. */
export const practicesSchema = z
  .strictObject({
    ...settings,
    tools: z
      .record(z.string(), z.strictObject(settings))
      .optional()
      .describe('The same settings for single tools, by name. They win over what the tools say of themselves.'),
  })
  .prefault({})
  .describe("What stands around every call. Each setting may be a mode: 'enforce', 'report' or 'off'.")

function choice<const S extends readonly z.ZodType[]>(others: S) {
  const schema = others.length === 0 ? mode : z.union([mode, ...others] as [typeof mode, ...S])
  if (others.length === 0) settingNotes.add(schema, { hint: modeHint })
  return schema.optional() as z.ZodOptional<
    z.ZodType<z.output<typeof mode | S[number]>, z.input<typeof mode | S[number]>>
  >
}

function text(holds: (value: string) => boolean, problem: string, hint: string) {
  const schema = z.string().refine(holds, problem)
  settingNotes.add(schema, { hint })
  return schema
}
