import * as z from 'zod'
import { ToolError } from '../../../errors.ts'

/** How one of several items failed, where the others did not. */
export const itemFailure = z.strictObject({
  path: z.string(),
  code: z.string(),
  message: z.string(),
  next: z.string().optional(),
})

/** Turns a refusal of one item into a fact; whatever else was thrown ends the call. `path` is what the caller named. */
export function itemFailureOf(path: string, error: unknown): z.output<typeof itemFailure> {
  if (!(error instanceof ToolError)) throw error
  const { code, message, next } = error
  return { path, code, message, ...(next !== undefined && { next }) }
}
