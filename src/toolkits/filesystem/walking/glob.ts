import picomatch from 'picomatch'
import * as z from 'zod'
import { refusal } from '../refusals.ts'

const maxPatterns = 50

export const globInput = z.string().min(1).max(1_000)
export const excludeInput = z
  .array(globInput)
  .max(maxPatterns)
  .default([])
  .describe('Globs on the relative path to leave out, with all below; one without * matches at any depth')

/** Matches paths relative to where the search begins, with `/` between names, by one of `expressions` or `exactly`. */
export interface Glob {
  readonly expressions: readonly RegExp[]
  readonly exactly: readonly string[]
  /** Whether a path could be made that takes very long to test: then do it in a thread of its own. */
  readonly risky: boolean
}

export const everything: Glob = { expressions: [/^/], exactly: [], risky: false }

/** `*`, `**`, `?`, `[a-z]` and `{a,b}`; dot files match like others. Extended globs such as `+(a|b)` are taken literally. */
export function compileGlob(patterns: readonly string[]): Glob {
  try {
    const options = { dot: true, noextglob: true, strictBrackets: false }
    const expressions = patterns.map(pattern => picomatch.makeRe(pattern, options))
    return { expressions, exactly: patterns, risky: areRisky(patterns) }
  } catch (cause) {
    throw refusal('PATTERN_INVALID', { because: 'this is not a glob', cause })
  }
}

/** What `glob` means in grep: a pattern without a slash matches names at any depth. */
export function compileFilter(pattern: string): Glob {
  return compileGlob(pattern.includes('/') ? [pattern] : [pattern, `**/${pattern}`])
}

/** What `excludePatterns` means in every tool: a plain name leaves out that entry at any depth, with all below. */
export function compileExclude(patterns: readonly string[]): Glob {
  return compileGlob(patterns.flatMap(pattern => (pattern.includes('*') ? [pattern] : [pattern, `**/${pattern}`])))
}

/**
 * The ways to match a path multiply: `**` may end at any name, and each star but the last of a name at any character,
 * whereas a single star in a name can only match in one way. So at most two of those are taken as harmless in one
 * pattern, and a few in all; with them one choice of words such as `{ts,tsx}`, and no other signs.
 */
function areRisky(patterns: readonly string[]): boolean {
  const ways = patterns.map(waysToGo)
  const inNames = ways.reduce((sum, { inNames }) => sum + inNames, 0)
  return inNames > 4 || ways.some(({ inNames, inPath }) => inNames > 1 || inNames + inPath > 2) || patterns.some(isOdd)
}

function waysToGo(pattern: string): { readonly inNames: number; readonly inPath: number } {
  const names = pattern.split('/')
  const inPath = names.filter(name => name === '**').length
  const stars = names.filter(name => name !== '**').map(name => name.split('*').length - 1)
  return { inNames: stars.reduce((sum, count) => sum + Math.max(0, count - 1), 0), inPath }
}

function isOdd(pattern: string): boolean {
  return /[\\[\](){}|+!]/.test(pattern.replace(/\{\w{1,16}(,\w{1,16}){1,9}\}/, ''))
}
