import { parseDuration } from '../../duration.ts'
import { DefinitionError } from '../../errors.ts'

/** So many calls in so many milliseconds. */
export interface Rate {
  readonly calls: number
  readonly perMs: number
}

/** Reads `600/minute`, `10 / 5s`, `1000/day`. Throws DefinitionError, naming `owner`, where it is none. */
export function parseRate(text: unknown, owner: string): Rate {
  const match = typeof text === 'string' ? /^(\d+)\s*\/\s*(?:(\d+(?:\.\d+)?)\s*)?([a-z]+)$/i.exec(text.trim()) : null
  const perMs = match && parseDuration(`${match[2] ?? 1} ${match[3]}`)
  const calls = Number(match?.[1])
  if (!perMs || calls < 1)
    throw new DefinitionError(
      `${owner} "${text}" is no rate: write calls and a time, such as '600/minute', '10/second'.`,
    )
  return { calls, perMs }
}
