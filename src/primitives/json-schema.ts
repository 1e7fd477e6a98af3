import { type Schema as Draft, Validator } from '@cfworker/json-schema'
import type { JsonObject } from '../json.ts'
import type { Schema, SchemaIssue } from './schema.ts'

/**
 * A schema from raw JSON Schema 2020-12, shown to clients exactly as written.
 * Interpreted, not compiled, so that it runs where code may not be generated (Cloudflare Workers).
 */
export function jsonSchema<T = JsonObject>(definition: JsonObject): Schema<T, T> {
  const validator = new Validator(definition as Draft, '2020-12', false)
  const describe = () => definition as Record<string, unknown>
  return {
    '~standard': {
      version: 1,
      vendor: 'json-schema',
      validate(value) {
        const { valid, errors } = validator.validate(value)
        return valid ? { value: value as T } : { issues: errors.filter(isLeaf).map(toIssue) }
      },
      jsonSchema: { input: describe, output: describe },
    },
  }
}

/** A failing keyword, without the applicators above it that fail only because of it. */
function isLeaf({ keyword }: { readonly keyword: string }): boolean {
  return keyword !== 'properties' && keyword !== 'items' && keyword !== '$ref'
}

function toIssue({
  error,
  instanceLocation,
}: {
  readonly error: string
  readonly instanceLocation: string
}): SchemaIssue {
  return { message: error, path: instanceLocation.split('/').slice(1).map(unescapePointer) }
}

/** RFC 6901, section 4. */
function unescapePointer(token: string): string {
  return decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')
}
