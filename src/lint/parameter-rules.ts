import { isJsonObject } from '../json.ts'
import type { Finding } from './finding.ts'
import type { Parameter } from './parameters.ts'

interface ParameterRule {
  readonly rule: string
  readonly check: (parameter: Parameter) => Pick<Finding, 'problem' | 'cure'> | undefined
}

const deepest = 2
const choices = ['anyOf', 'oneOf'] as const

/** What the guide asks of every parameter (sections 2.3 and 4). */
export const parameterRules: readonly ParameterRule[] = [
  {
    rule: 'described',
    check: ({ schema, name }) =>
      hasText(schema.description)
        ? undefined
        : { problem: 'has no description', cure: `say what it is, with an example: .describe('${name}: ...')` },
  },
  {
    rule: 'flat',
    check: ({ depth }) =>
      depth > deepest
        ? {
            problem: `is nested ${depth} levels deep`,
            cure: 'bring it up: agents fill flat arguments with fewer mistakes',
          }
        : undefined,
  },
  {
    rule: 'bounded',
    check: ({ schema }) => {
      const { type, maxLength, pattern, format, enum: values, maximum, exclusiveMaximum, maxItems } = schema
      if (values !== undefined || schema.const !== undefined) return undefined
      if (type === 'string' && maxLength === undefined && pattern === undefined && format === undefined)
        return { problem: 'is a text of any length', cure: 'bound it: .max(200), a format, a pattern or an enum' }
      if ((type === 'number' || type === 'integer') && !isBelow(maximum ?? exclusiveMaximum))
        return { problem: 'is a number without an upper bound', cure: 'bound it: .min(1).max(100)' }
      if (type === 'array' && maxItems === undefined)
        return { problem: 'is a list of any length', cure: 'bound it: .max(100)' }
      return undefined
    },
  },
  {
    rule: 'enum',
    check: ({ schema }) =>
      schema.type === 'string' &&
      schema.enum === undefined &&
      /\b(?:one of|either|must be)\b/i.test(String(schema.description ?? ''))
        ? {
            problem: 'names its values in the description alone',
            cure: "make them an enum: z.enum(['open', 'closed'])",
          }
        : undefined,
  },
  {
    rule: 'default',
    check: ({ schema, required, depth }) =>
      !required &&
      depth === 1 &&
      schema.default === undefined &&
      ['integer', 'number', 'boolean'].includes(String(schema.type))
        ? { problem: 'is optional and has no default', cure: 'say what is taken: .default(10), or make it required' }
        : undefined,
  },
  {
    rule: 'discriminated',
    check: ({ schema }) => {
      const branches = choices.flatMap(choice => (Array.isArray(schema[choice]) ? schema[choice] : []))
      const objects = branches.filter(isJsonObject).filter(branch => branch.type === 'object')
      if (objects.length < 2) return undefined
      const tagged = objects.every(
        branch => isJsonObject(branch.properties) && Object.values(branch.properties).some(hasConstant),
      )
      return tagged
        ? undefined
        : {
            problem: 'is a choice of objects that nothing tells apart',
            cure: "use z.discriminatedUnion('type', [...])",
          }
    },
  },
  {
    rule: 'typed',
    check: ({ schema }) =>
      ['type', 'enum', 'const', '$ref', 'anyOf', 'oneOf', 'allOf'].some(keyword => schema[keyword] !== undefined)
        ? undefined
        : { problem: 'may be anything', cure: 'give it a type' },
  },
  {
    rule: 'parameter-name',
    check: ({ name }) =>
      /^[a-z][a-zA-Z0-9]*$|^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name)
        ? undefined
        : { problem: 'has an unusual name', cure: 'write it in snake_case or camelCase, without abbreviations' },
  },
]

function hasText(value: unknown): boolean {
  return typeof value === 'string' && value.trim().length > 2
}

function hasConstant(property: unknown): boolean {
  return isJsonObject(property) && property.const !== undefined
}

/** zod writes the largest safe integer where nothing was said. */
function isBelow(bound: unknown): boolean {
  return typeof bound === 'number' && bound < Number.MAX_SAFE_INTEGER
}
