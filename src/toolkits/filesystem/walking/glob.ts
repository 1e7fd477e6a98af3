import picomatch from 'picomatch'
import { z } from 'zod'
import { refusal } from '../refusals.ts'

const maxPatterns = 50

export const globInput = z.string().min(1).max(1_000)
export const excludeInput = z
  .array(globInput)
  .max(maxPatterns)
  .default([])
  .describe('Globs on the relative path to leave out, with all below; one without * matches at any depth')

/** Tests paths relative to where the search begins, with `/` between names. */
export interface Glob {
  readonly matches: (relative: string) => boolean
  /** Whether a name could be made that takes very long to test: then run it in a time box. */
  readonly risky: boolean
}

export const everything: Glob = { matches: () => true, risky: false }
const nothing: Glob = { matches: () => false, risky: false }

/** `*`, `**`, `?`, `[a-z]` and `{a,b}`; dot files match like others. Extended globs such as `+(a|b)` are taken literally. */
export function compileGlob(patterns: readonly string[]): Glob {
  if (patterns.length === 0) return nothing
  try {
    const matches = picomatch([...patterns], { dot: true, noextglob: true, strictBrackets: false })
    return { matches: relative => matches(relative), risky: patterns.some(isRisky) }
  } catch (cause) {
    throw refusal('PATTERN_INVALID', { because: 'this is not a glob', cause })
  }
}

/** What `excludePatterns` means in every tool: a plain name leaves out that entry at any depth, with all below. */
export function compileExclude(patterns: readonly string[]): Glob {
  return compileGlob(patterns.flatMap(pattern => (pattern.includes('*') ? [pattern] : [pattern, `**/${pattern}`])))
}

/** Each star may try every length: up to two in one name and two `**` cost at most a few thousand steps a path. */
function isRisky(pattern: string): boolean {
  const names = pattern.split('/')
  const globstars = names.filter(name => name === '**').length
  return globstars > 2 || names.some(name => name !== '**' && name.split('*').length > 3) || /[{(]/.test(pattern)
}
