import * as z from 'zod'

/** What the schema of a setting says beyond its type. */
interface SettingNotes {
  /** How to write it right; shown with every problem at this setting. */
  readonly hint?: string
  /** A path on disk: relative ones are taken from the folder of the file that they stand in. */
  readonly isPath?: true
}

export const settingNotes = z.registry<SettingNotes>()

/** A setting that is no section of others. */
export interface Setting {
  readonly path: readonly string[]
  readonly schema: z.ZodType
}

/** Every setting of a schema, in the order of the schema. */
export function listSettings(schema: z.ZodType, path: readonly string[] = []): readonly Setting[] {
  const inner = unwrap(schema)
  if (!(inner instanceof z.ZodObject)) return [{ path, schema }]
  return Object.entries(shapeOf(inner)).flatMap(([key, child]) => listSettings(child, [...path, key]))
}

/** The schema at a path of keys and list indexes; undefined where there is none. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  const [step, ...rest] = path
  if (step === undefined) return schema
  const inner = unwrap(schema)
  if (inner instanceof z.ZodObject) {
    const shape = shapeOf(inner)
    return typeof step === 'string' && Object.hasOwn(shape, step) ? schemaAt(shape[step]!, rest) : undefined
  }
  if (inner instanceof z.ZodArray) return schemaAt(inner.element as z.ZodType, rest)
  if (inner instanceof z.ZodRecord) return schemaAt(inner.valueType as z.ZodType, rest)
  if (inner instanceof z.ZodUnion) {
    for (const option of optionsOf(inner)) {
      const found = schemaAt(option, path)
      if (found) return found
    }
  }
  return undefined
}

/** The keys that a section, or a section among the choices of a setting, knows. */
export function keysOf(schema: z.ZodType | undefined): readonly string[] {
  const inner = schema && unwrap(schema)
  if (inner instanceof z.ZodObject) return Object.keys(shapeOf(inner))
  return inner instanceof z.ZodUnion ? optionsOf(inner).flatMap(keysOf) : []
}

/** Whether the value that belongs here, or one of the choices, is a path on disk. */
export function isPathSetting(schema: z.ZodType | undefined): boolean {
  if (!schema) return false
  const inner = unwrap(schema)
  if (inner instanceof z.ZodUnion) return optionsOf(inner).some(isPathSetting)
  return findNotes(schema)?.isPath === true
}

/** The words that may stand for a setting, where it is one of several things: `enforce`, `report`, `off`. */
export function wordsOf(schema: z.ZodType | undefined): readonly string[] {
  const inner = schema && unwrap(schema)
  if (inner instanceof z.ZodUnion) return optionsOf(inner).flatMap(wordsOf)
  return inner instanceof z.ZodEnum ? inner.options.map(String) : []
}

export function hintFor(schema: z.ZodType | undefined): string | undefined {
  return schema && findNotes(schema)?.hint
}

/** What is taken where the setting is not written, as one would write it. */
export function defaultOf(schema: z.ZodType): unknown {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return schema.def.defaultValue
  const inner = peel(schema)
  return inner && defaultOf(inner)
}

/** Whether the section, where nobody writes it, is not there at all rather than made of defaults. */
export function isOptional(schema: z.ZodType | undefined): boolean {
  return schema instanceof z.ZodOptional
}

/** A text from outside (an environment variable, an option): as it is where the setting takes text, else read by `parse`. */
export function readText(schema: z.ZodType | undefined, text: string, parse: (text: string) => unknown): unknown {
  return !schema || schema.safeParse(text).success ? text : parse(text)
}

function findNotes(schema: z.ZodType): SettingNotes | undefined {
  const notes = settingNotes.get(schema)
  if (notes) return notes
  const inner = peel(schema)
  return inner && findNotes(inner)
}

/** The schema within defaults, optionality and conversions. */
function unwrap(schema: z.ZodType): z.ZodType {
  const inner = peel(schema)
  return inner ? unwrap(inner) : schema
}

function peel(schema: z.ZodType): z.ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return schema.unwrap() as z.ZodType
  return schema instanceof z.ZodPipe ? (schema.in as z.ZodType) : undefined
}

function shapeOf(schema: z.ZodObject): Readonly<Record<string, z.ZodType>> {
  return schema.shape as Readonly<Record<string, z.ZodType>>
}

function optionsOf(schema: z.ZodUnion): readonly z.ZodType[] {
  return schema.options as readonly z.ZodType[]
}
