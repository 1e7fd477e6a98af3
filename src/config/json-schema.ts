import * as z from 'zod'
import { configSchema } from './schema.ts'

/** JSON Schema 2020-12 of `lintel.yaml`, for editors. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: 'Lintel configuration (lintel.yaml)', ...z.toJSONSchema(configSchema, { io: 'input' }) }
}
