import * as z from 'zod'

/** The path that a reading tool takes: `what` says what it leads to. */
export function readPath(what: string): z.ZodString {
  return z.string().describe(`${what}: an absolute path, or one relative to the first allowed directory`)
}
