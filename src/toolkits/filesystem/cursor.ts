import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { Json } from '../../json.ts'
import { refusal } from './refusals.ts'

/** Room for the names of a hundred levels, the longest that file systems allow. */
const maxLength = 262_144
const sumLength = 11

/**
 * Cursors: opaque text that says where a call goes on, bound to the tool and the arguments that it came from.
 *
 * The checksum finds damage and mix-ups. It is no signature and needs none: what a cursor names is walked to and
 * checked like a path from the caller, so that a forged one gets no further than honest arguments. Therefore a cursor
 * stays good on every node and after a restart.
 */
export class Cursors<S extends z.ZodType<Json>> {
  readonly #tool: string
  readonly #state: S

  constructor(tool: string, state: S) {
    this.#tool = tool
    this.#state = state
  }

  write(bound: Json, state: z.output<S>): string {
    const text = Buffer.from(JSON.stringify(state)).toString('base64url')
    return this.#sum(bound, text) + text
  }

  /** Throws CURSOR_INVALID. */
  read(bound: Json, cursor: string): z.output<S> {
    const text = cursor.slice(sumLength)
    if (cursor.length > maxLength || cursor.slice(0, sumLength) !== this.#sum(bound, text))
      throw refusal('CURSOR_INVALID')
    const state = this.#state.safeParse(parse(text))
    if (!state.success) throw refusal('CURSOR_INVALID', { cause: state.error })
    return state.data
  }

  #sum(bound: Json, text: string): string {
    const hash = createHash('sha256')
      .update(JSON.stringify([this.#tool, bound]))
      .update('\0')
      .update(text)
    return hash.digest('base64url').slice(0, sumLength)
  }
}

export const cursorInput = z
  .string()
  .max(maxLength)
  .optional()
  .describe('nextCursor of the last answer, to go on from there')

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch (cause) {
    throw refusal('CURSOR_INVALID', { cause })
  }
}
