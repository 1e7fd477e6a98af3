import { DefinitionError } from '../errors.ts'

/** A compiled URI template: RFC 6570 level 1 `{name}` (one path segment) and reserved `{+name}` (any characters). */
export interface UriTemplate {
  /**
   * The decoded variables of a URI that matches, or undefined. Where it matches in several ways, the first variable takes
   * as much as it can, then the second, and so on. Takes time in proportion to the URI, whatever it holds.
   */
  match(uri: string): Readonly<Record<string, string>> | undefined
}

/** A variable, and the literal text after it. */
interface Part {
  readonly name: string
  readonly isReserved: boolean
  readonly literal: string
}

const expression = /\{([^{}]*)\}/g
const variableName = /^\+?[A-Za-z_][A-Za-z0-9_]*$/

export function compileUriTemplate(template: string): UriTemplate {
  const { start, parts } = readTemplate(template)
  const end = (parts.at(-1) as Part).literal
  return {
    match(uri) {
      if (!uri.startsWith(start) || !uri.endsWith(end)) return undefined
      const ends = findEnds(uri, start.length, parts)
      const values: Record<string, string> = Object.create(null)
      let at = start.length
      for (const [index, { name, literal }] of parts.entries()) {
        const valueEnd = ends[index]?.[at - start.length] ?? 0
        if (valueEnd === 0) return undefined
        const value = decode(uri.slice(at, valueEnd))
        if (value === undefined) return undefined
        values[name] = value
        at = valueEnd + literal.length
      }
      return values
    },
  }
}

function readTemplate(template: string): { readonly start: string; readonly parts: readonly Part[] } {
  const found = [...template.matchAll(expression)]
  const [first] = found
  if (!first) throw new DefinitionError(`template "${template}" has no variable. Use server.resource for a fixed URI.`)
  const parts = found.map(({ 0: whole, 1: inner = '', index }, nth) => {
    if (!variableName.test(inner))
      throw new DefinitionError(`template "${template}": {${inner}} is not supported. Use {name} or {+name}.`)
    const literal = template.slice(index + whole.length, found[nth + 1]?.index)
    return { name: inner.replace('+', ''), isReserved: inner.startsWith('+'), literal }
  })
  const names = parts.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new DefinitionError(`template "${template}": {${twice}} stands in it twice.`)
  return { start: template.slice(0, first.index), parts }
}

/**
 * For each variable, and each place (counted from `from`) where its value may begin: the furthest place where it may end
 * so that all that comes after it matches, or 0. From the right to the left, so that nothing is tried twice: a search that
 * goes back takes cubic time for `{year}-{month}-{day}` and a URI of hyphens.
 */
function findEnds(uri: string, from: number, parts: readonly Part[]): readonly Uint32Array[] {
  const ends: Uint32Array[] = []
  let further: Uint32Array | undefined
  for (const { isReserved, literal } of parts.toReversed()) {
    const mine = new Uint32Array(uri.length - from + 1)
    let furthest = 0
    for (let at = uri.length - 1; at >= from; at--) {
      if (furthest === 0 && mayEnd(uri, at + 1, literal, further, from)) furthest = at + 1
      if (!isReserved && isDelimiter(uri, at)) furthest = 0
      mine[at - from] = furthest
    }
    ends.unshift(mine)
    further = mine
  }
  return ends
}

/** Whether a value may end here: its literal follows, and after that the next value, or nothing. */
function mayEnd(uri: string, at: number, literal: string, next: Uint32Array | undefined, from: number): boolean {
  const after = at + literal.length
  if (next ? (next[after - from] ?? 0) === 0 : after !== uri.length) return false
  return uri.startsWith(literal, at)
}

/** What one path segment does not hold. */
function isDelimiter(uri: string, at: number): boolean {
  const character = uri[at]
  return character === '/' || character === '?' || character === '#'
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined
  }
}
