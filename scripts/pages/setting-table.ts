import { z } from 'zod'
import { configSchema } from '../../src/config/schema.ts'
import { variableFor } from '../../src/config/variables.ts'
import { table } from './table.ts'

/** Every setting of `lintel.yaml`, in the order of the schema. */
export function settingTable(): string {
  const rows = listSettings(z.toJSONSchema(configSchema, { io: 'input' }) as Described, [], true)
  return table(['setting', 'type', 'default', 'variable', 'meaning'], rows)
}

/** What the table needs of a JSON Schema. */
interface Described {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly items?: Described
  readonly anyOf?: readonly Described[]
  readonly additionalProperties?: Described | false
  readonly properties?: Readonly<Record<string, Described>>
  readonly required?: readonly string[]
}

function listSettings(schema: Described, path: readonly string[], needed: boolean): readonly (readonly string[])[] {
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([key, child]) =>
      listSettings(child, [...path, key], schema.required?.includes(key) ?? false),
    )
  }
  const fallback = schema.default === undefined ? (needed ? 'required' : '') : code(JSON.stringify(schema.default))
  return [[code(path.join('.')), typeOf(schema), fallback, code(variableFor(path)), schema.description ?? '']]
}

function typeOf(schema: Described): string {
  if (schema.const !== undefined) return code(String(schema.const))
  if (schema.enum) return schema.enum.map(value => code(String(value))).join(', ')
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(' or ')
  if (schema.type === 'array') return `list of ${schema.items ? typeOf(schema.items) : 'anything'}`
  if (schema.type === 'object' && schema.additionalProperties) return 'a section for each name'
  if (schema.type === 'object') return `{ ${Object.keys(schema.properties ?? {}).join(', ')} }`
  return { string: 'text', integer: 'number', boolean: 'true or false' }[schema.type ?? ''] ?? schema.type ?? ''
}

function code(text: string): string {
  return `\`${text}\``
}
