import { DefinitionError } from '../errors.ts'
import { isJsonObject, type JsonObject } from '../json.ts'

/** An argument that clients repeat in an `Mcp-Param-*` header (2026-07-28, SEP-2243). */
export interface ParamHeader {
  /** Lower case, with the `mcp-param-` prefix. */
  readonly header: string
  /** Property names from the arguments down to the value. */
  readonly path: readonly string[]
}

/** RFC 9110, section 5.6.2. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const primitive = new Set(['string', 'integer', 'boolean'])

/**
 * Collects the `x-mcp-header` declarations of an input schema and refuses those that clients must drop the tool for:
 * no token, not unique without regard to case, not a string, integer or boolean, or not reached by `properties` alone.
 */
export function findParamHeaders(tool: string, schema: JsonObject): readonly ParamHeader[] {
  const found: ParamHeader[] = []
  const refuse = (why: string): never => {
    throw new DefinitionError(`tool "${tool}": x-mcp-header ${why} (SEP-2243).`)
  }
  const visit = (node: unknown, path: readonly string[], pure: boolean): void => {
    if (Array.isArray(node)) for (const item of node) visit(item, path, false)
    if (!isJsonObject(node)) return
    const name = node['x-mcp-header']
    if (name !== undefined) {
      if (typeof name !== 'string' || !token.test(name)) return refuse(`${JSON.stringify(name)} is not an HTTP token`)
      if (!pure || path.length === 0)
        return refuse(`"${name}" must stand on a property of the arguments, reached by "properties" alone`)
      if (!primitive.has(node.type as string))
        return refuse(`"${name}" needs a property of type string, integer or boolean`)
      const header = `mcp-param-${name.toLowerCase()}`
      if (found.some(other => other.header === header)) return refuse(`"${name}" is declared twice`)
      found.push({ header, path })
    }
    for (const [key, value] of Object.entries(node)) {
      if (key === 'properties' && isJsonObject(value)) {
        for (const [property, child] of Object.entries(value)) visit(child, [...path, property], pure)
      } else if (key !== 'default' && key !== 'const' && key !== 'enum' && key !== 'examples') {
        visit(value, path, false)
      }
    }
  }
  visit(schema, [], true)
  return found
}
