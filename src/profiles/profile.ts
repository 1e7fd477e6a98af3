import { isJsonObject, type JsonObject } from '../json.ts'
import { mapChildren, without } from './children.ts'
import { expandReferences } from './expand-references.ts'
import { forGemini } from './for-gemini.ts'
import { mergeRoot } from './merge-root.ts'

/** How input schemas are written for clients that reject parts of JSON Schema 2020-12. What calls are held to stays the same. */
export interface SchemaProfile {
  readonly name: ProfileName
  readonly rewrite: (schema: JsonObject) => JsonObject
}

export const profileNames = ['standard', 'expanded', 'plain-root', 'gemini'] as const
export type ProfileName = (typeof profileNames)[number]

const rewrites: Readonly<Record<ProfileName, SchemaProfile['rewrite']>> = {
  /** As the author wrote it. */
  standard: schema => schema,
  /** References are expanded: clients drop `$defs`, and the parameter with it. */
  expanded: schema => tidy(expandReferences(schema)),
  /** One plain object at the root: the interfaces of most models refuse a choice there. */
  'plain-root': schema => tidy(mergeRoot(expandReferences(schema))),
  /** The subset of OpenAPI 3.0 that Gemini's function declarations take. */
  gemini: schema => forGemini(tidy(mergeRoot(expandReferences(schema)))),
}

export const profiles: Readonly<Record<ProfileName, SchemaProfile>> = {
  standard: make('standard'),
  expanded: make('expanded'),
  'plain-root': make('plain-root'),
  gemini: make('gemini'),
}

function make(name: ProfileName): SchemaProfile {
  return { name, rewrite: rewrites[name] }
}

/** Keywords that no agent reads, and that clients stumble over. */
const bookkeeping = new Set(['$schema', '$id', '$comment', '$vocabulary'])

function tidy(schema: JsonObject): JsonObject {
  return mapChildren(withoutSafeBounds(without(schema, bookkeeping)), tidy)
}

/** The bounds of whole numbers in JavaScript, which zod writes where nothing was said: they only cost tokens. */
function withoutSafeBounds(schema: JsonObject): JsonObject {
  const { minimum, maximum, ...rest } = schema
  if (minimum !== Number.MIN_SAFE_INTEGER && maximum !== Number.MAX_SAFE_INTEGER) return schema
  return {
    ...rest,
    ...(minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER && { minimum }),
    ...(maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER && { maximum }),
  }
}

/** An entry of a list with its input schema as the client can read it. Output schemas go unchanged: clients hold results to them. */
export function inProfile(entry: JsonObject, { name, rewrite }: SchemaProfile): JsonObject {
  if (name === 'standard' || !isJsonObject(entry.inputSchema)) return entry
  return { ...entry, inputSchema: rewrite(entry.inputSchema) }
}
