import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { listOf, schemasOf } from '../profiles/children.ts'
import type { Finding } from './finding.ts'
import type { Parameter } from './parameters.ts'
import { namesValues, tellsAbsence } from './prose.ts'

type Found = Pick<Finding, 'problem' | 'cure'> | undefined

interface ParameterRule {
  readonly rule: string
  readonly check: (parameter: Parameter) => Found
}

/** Levels of objects in each other: a list of objects, or one object of options. */
const deepest = 2

/** What is asked of every parameter. */
export const parameterRules: readonly ParameterRule[] = [
  { rule: 'described', check: checkDescription },
  { rule: 'typed', check: checkType },
  { rule: 'flat', check: checkDepth },
  { rule: 'closed', check: ({ schema }) => (isOpen(schema) ? openObject : undefined) },
  { rule: 'bounded', check: checkBounds },
  { rule: 'enum', check: checkEnum },
  { rule: 'default', check: checkDefault },
  { rule: 'required', check: checkRequired },
  { rule: 'discriminated', check: checkChoice },
  { rule: 'parameter-name', check: checkName },
]

const openObject = {
  problem: 'does not say that it takes nothing else',
  cure: 'write z.strictObject({ ... }), or additionalProperties: false',
}

/** An object with named members that leaves the others open without a word. */
export function isOpen({
  properties,
  additionalProperties,
  unevaluatedProperties,
  anyOf,
  oneOf,
  allOf,
}: JsonObject): boolean {
  const isChoice = [anyOf, oneOf, allOf].some(choice => choice !== undefined)
  return (
    isJsonObject(properties) && !isChoice && additionalProperties === undefined && unevaluatedProperties === undefined
  )
}

function checkDescription({ schema, name }: Parameter): Found {
  if (isConstant(schema)) return undefined
  const { description } = schema
  if (typeof description !== 'string' || description.trim() === '')
    return { problem: 'has no description', cure: `say what it is: .describe('...'), with an example where that helps` }
  return plain(description) === plain(name)
    ? { problem: 'has a description that says no more than its name', cure: 'say what it is, and its unit or form' }
    : undefined
}

const typing = ['type', 'enum', 'const', 'anyOf', 'oneOf', 'allOf', 'not']

function checkType({ schema }: Parameter): Found {
  return typing.some(keyword => schema[keyword] !== undefined)
    ? undefined
    : { problem: 'may be anything', cure: 'give it a type' }
}

function checkDepth({ schema, depth }: Parameter): Found {
  const { properties, items } = schema
  const nests = isJsonObject(properties) || (isJsonObject(items) && isJsonObject(items.properties))
  return nests && depth === deepest
    ? {
        problem: `nests objects ${deepest + 1} levels deep`,
        cure: 'bring its members up: agents fill flat arguments with fewer mistakes',
      }
    : undefined
}

function checkBounds({ schema }: Parameter): Found {
  const { type, enum: values, const: constant } = schema
  if (values !== undefined || constant !== undefined) return undefined
  const has = (...keywords: readonly string[]) => keywords.some(keyword => schema[keyword] !== undefined)
  if (type === 'string' && !has('maxLength', 'pattern', 'format'))
    return {
      problem: 'is a text of any length',
      cure: 'bound it: .max(200), .max(1_000_000) for whole texts, or a format',
    }
  if (
    (type === 'number' || type === 'integer') &&
    !['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].some(isBound(schema))
  )
    return { problem: 'is a number without bounds', cure: 'say what makes sense: .min(1).max(100)' }
  if (type === 'array' && !has('maxItems') && !isTuple(schema))
    return { problem: 'is a list of any length', cure: 'bound it: .max(100)' }
  return undefined
}

/** zod writes the largest safe integers where nothing was said. */
function isBound(schema: JsonObject): (keyword: string) => boolean {
  return keyword => typeof schema[keyword] === 'number' && Math.abs(schema[keyword]) !== Number.MAX_SAFE_INTEGER
}

function isTuple({ prefixItems, items }: JsonObject): boolean {
  return prefixItems !== undefined && items === false
}

function checkEnum({ schema }: Parameter): Found {
  const { type, enum: values, const: constant, pattern, description } = schema
  const isFree = type === 'string' && values === undefined && constant === undefined && pattern === undefined
  return isFree && namesValues(String(description ?? ''))
    ? { problem: 'names its values in the description alone', cure: "make them an enum: z.enum(['open', 'closed'])" }
    : undefined
}

function checkDefault({ schema, required, depth }: Parameter): Found {
  const { type, enum: values, default: byDefault, description } = schema
  const hasDefault = ['integer', 'number', 'boolean'].includes(String(type)) || values !== undefined
  return !required && depth === 1 && byDefault === undefined && hasDefault && !tellsAbsence(String(description ?? ''))
    ? {
        problem: 'may be left out, and nothing says what happens then',
        cure: "write .default(10), or say it in the description: 'Default: no limit'",
      }
    : undefined
}

function checkRequired({ schema, required }: Parameter): Found {
  return required && schema.default !== undefined
    ? {
        problem: 'is required and has a default, which is never used',
        cure: 'take it out of required, or leave the default out',
      }
    : undefined
}

function checkChoice({ schema }: Parameter): Found {
  const branches = [...schemasOf(schema.anyOf), ...schemasOf(schema.oneOf)].filter(({ type }) => type === 'object')
  if (branches.length < 2 || isDiscriminated(branches)) return undefined
  return {
    problem: 'is a choice of objects that nothing tells apart',
    cure: "give each a constant of its own: z.discriminatedUnion('type', [...])",
  }
}

/** Whether one required member has a constant in every branch, another one in each. */
function isDiscriminated(branches: readonly JsonObject[]): boolean {
  const [first = {}] = branches
  return listOf(first.required).some(name => {
    const values = branches.map(branch => {
      const member = isJsonObject(branch.properties) ? branch.properties[String(name)] : undefined
      return listOf(branch.required).includes(name) && isJsonObject(member) ? constantOf(member) : undefined
    })
    return values.every(value => value !== undefined) && new Set(values).size === branches.length
  })
}

function checkName({ name }: Parameter): Found {
  return /^_?[a-z][a-zA-Z0-9]*$|^_?[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name)
    ? undefined
    : { problem: 'has a name that is neither snake_case nor camelCase', cure: 'name it like max_results or maxResults' }
}

function isConstant(schema: JsonObject): boolean {
  return constantOf(schema) !== undefined
}

function constantOf({ const: constant, enum: values }: JsonObject): Json | undefined {
  const list = listOf(values)
  return constant ?? (list.length === 1 ? list[0] : undefined)
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')
}
