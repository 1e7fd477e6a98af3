import * as z from 'zod'
import type { Budgets } from '../budgets.ts'

/** Characters: the longest path that any system takes. */
export const longestPath = 32_768

/** Arguments that the writing tools share. A path is taken as it stands: it is never trimmed. */
export const pathArgument = z
  .string()
  .min(1)
  .max(longestPath)
  .describe('Path inside an allowed directory: absolute, or relative to the first one. Used exactly as given.')

/** Text of at most as many characters as a file may have bytes. */
export function contentArgument({ fileBytes }: Budgets): z.ZodString {
  return z
    .string()
    .max(fileBytes)
    .refine(text => text.isWellFormed(), 'holds half of a surrogate pair, which is not text')
    .describe('Text, written as UTF-8, exactly as given.')
}

const etagArgument = z.string().regex(/^[0-9a-f]{32}$/, 'is not an etag: pass one that a tool of this server gave')

export const ifMatchArgument = etagArgument
  .optional()
  .describe('Refuse unless the file still has this etag, as given when it was read or written. Default: no check.')

export const createParentsArgument = z.boolean().default(false).describe('Make missing parent directories.')

/** From one path to another: what copy and move take. */
export const pairArguments = {
  source: pathArgument,
  destination: pathArgument.describe('The new path itself, not a directory to put it into.'),
  overwrite: z
    .boolean()
    .default(false)
    .describe('Replace a file that the destination names. Default false: refuse. Directories are never replaced.'),
  createParents: createParentsArgument,
  ifMatch: ifMatchArgument.describe('Refuse unless the source still has this etag.'),
  ifDestinationMatch: etagArgument.optional().describe('Refuse unless the file to be replaced still has this etag.'),
}

export const etagResult = z.string().describe('Pass it as ifMatch to change the file only if nobody else has.')
