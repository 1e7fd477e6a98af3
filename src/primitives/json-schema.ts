import { type Schema as Draft, dereference, validate } from '@cfworker/json-schema'
import { holdsMore } from '../holds-more.ts'
import type { JsonObject } from '../json.ts'
import { branchingOf, levelsOf } from './branching.ts'
import type { Schema, SchemaIssue } from './schema.ts'

/**
 * A schema from raw JSON Schema 2020-12, shown to clients as written. Of a tool's input, members that it does not name
 * are refused, and it is shown so, unless it says otherwise (`additionalProperties: true`).
 * Interpreted, not compiled, so that it runs where code may not be generated (Cloudflare Workers).
 */
export function jsonSchema<T = JsonObject>(definition: JsonObject): Schema<T, T> {
  const draft = definition as Draft
  const lookup = dereference(draft)
  const judge = (value: unknown, stopsAtFirst: boolean) => validate(value, draft, '2020-12', lookup, stopsAtFirst)
  const describe = () => definition as Record<string, unknown>
  const branching = branchingOf(definition)
  const goesTooDeep = (value: unknown) => branching > 1 && branching ** levelsOf(value) > maxPaths
  return {
    '~standard': {
      version: 1,
      vendor: 'json-schema',
      validate(value) {
        if (goesTooDeep(value)) return { issues: [tooDeep] }
        const first = judge(value, true)
        if (first.valid) return { value: value as T }
        if (holdsMore(value, maxSearched)) return { issues: [...first.errors.filter(isLeaf).map(toIssue), onlyFirst] }
        return { issues: judge(value, false).errors.filter(isLeaf).map(toIssue) }
      },
      jsonSchema: { input: describe, output: describe },
    },
  }
}

/** Ways through the unions of a schema that refers to itself. The validator tries them all, which takes about half a second. */
const maxPaths = 50_000
const tooDeep: SchemaIssue = { message: 'is nested more deeply than the unions of its schema can be told apart' }

/** Of a value that holds more, only the first problem is told: the validator gathers all of them, at a kilobyte each. */
const maxSearched = 10_000
const onlyFirst: SchemaIssue = { message: 'there may be more problems: of so many values only the first is told' }

/** A failing keyword, without the applicators above it that fail only because of it. */
function isLeaf({ keyword }: { readonly keyword: string }): boolean {
  return !applicators.has(keyword)
}

const applicators: ReadonlySet<string> = new Set([
  'properties',
  'items',
  '$ref',
  'additionalProperties',
  'patternProperties',
  'prefixItems',
])

interface Failed {
  readonly keyword: string
  readonly error: string
  readonly instanceLocation: string
}

function toIssue({ keyword, error, instanceLocation }: Failed): SchemaIssue {
  const path = instanceLocation.split('/').slice(1).map(unescapePointer)
  const missing = keyword === 'required' ? /"(.*)"/.exec(error)?.[1] : undefined
  if (missing !== undefined) return { message: 'is missing', path: [...path, missing] }
  return { message: plain(error), path }
}

/** The validator's sentences about "the instance", without it and the full stop. */
function plain(error: string): string {
  return error
    .replace(/^False boolean schema\.$/, 'may not be here')
    .replace(/^Instance type "(.*)" is invalid\. Expected "(.*)"\.$/, 'must be of type $2, not $1')
    .replace(/^Instance does not match any of \[(.*)\]\.$/, 'must be one of $1')
    .replace(/\.$/, '')
}

/** RFC 6901, section 4. */
function unescapePointer(token: string): string {
  return decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')
}
