import * as z from 'zod'
import { longestPath } from './write-arguments.ts'

/** The path that a reading tool takes: `what` says what it leads to. */
export function readPath(what: string): z.ZodString {
  return z.string().max(longestPath).describe(`${what}: absolute, or relative to the first allowed directory`)
}
