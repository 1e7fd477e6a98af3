import { DefinitionError } from '../errors.ts'

/** A compiled URI template: RFC 6570 level 1 `{name}` (one path segment) and reserved `{+name}` (any characters). */
export interface UriTemplate {
  /** The decoded variables of a URI that matches, or undefined. */
  match(uri: string): Readonly<Record<string, string>> | undefined
}

const expression = /\{([^{}]*)\}/g
const variableName = /^\+?[A-Za-z_][A-Za-z0-9_]*$/

export function compileUriTemplate(template: string): UriTemplate {
  const variables: string[] = []
  let pattern = '^'
  let end = 0
  for (const found of template.matchAll(expression)) {
    const inner = found[1] as string
    if (!variableName.test(inner)) {
      throw new DefinitionError(`template "${template}": {${inner}} is not supported. Use {name} or {+name}.`)
    }
    const name = inner.replace('+', '')
    if (variables.includes(name)) throw new DefinitionError(`template "${template}": {${name}} stands in it twice.`)
    variables.push(name)
    pattern += escapeRegExp(template.slice(end, found.index)) + (inner.startsWith('+') ? '(.+)' : '([^/?#]+)')
    end = found.index + found[0].length
  }
  if (variables.length === 0)
    throw new DefinitionError(`template "${template}" has no variable. Use server.resource for a fixed URI.`)
  const regExp = new RegExp(`${pattern}${escapeRegExp(template.slice(end))}$`, 's')
  return {
    match(uri) {
      const found = regExp.exec(uri)
      if (!found) return undefined
      const values: Record<string, string> = Object.create(null)
      for (let i = 0; i < variables.length; i++) {
        const value = decode(found[i + 1] as string)
        if (value === undefined) return undefined
        values[variables[i] as string] = value
      }
      return values
    },
  }
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined
  }
}

function escapeRegExp(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
