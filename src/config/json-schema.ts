import * as z from 'zod'
import { configSchema } from './schema.ts'

/** JSON Schema 2020-12 of `lintel.yaml`, for editors. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(configSchema, { io: 'input' })
  const properties = { ...schema.properties, practices: orMode(schema.properties!['practices'] as object) }
  return { title: 'Lintel configuration (lintel.yaml)', ...schema, properties }
}

/** The practices may be said in one word, which is made a section before the schema sees it. */
function orMode({
  description,
  default: byDefault,
  ...section
}: {
  readonly description?: string
  readonly default?: unknown
}) {
  return { description, default: byDefault, anyOf: [{ type: 'string', enum: ['enforce', 'report', 'off'] }, section] }
}
