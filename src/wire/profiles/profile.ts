import type { JsonObject } from '../../json.ts'
import { expandReferences, forGemini, mergeRootChoice, withoutKeywords } from './portable-schema.ts'

/** How schemas are written for clients that reject parts of JSON Schema 2020-12. What is held to stays the same. */
export interface SchemaProfile {
  readonly name: string
  readonly rewrite: (schema: JsonObject) => JsonObject
}

/** Keywords that no agent reads, and that clients stumble over. */
const bookkeeping = ['$schema', '$id', '$anchor', '$comment', '$dynamicRef', '$dynamicAnchor', '$vocabulary']

const withoutBookkeeping = (schema: JsonObject) => withoutKeywords(schema, bookkeeping)

/** For everyone that is not known to want less: references and choices as they are. */
export const standard: SchemaProfile = { name: 'standard', rewrite: withoutBookkeeping }

/** References are expanded: clients drop `$defs`, and the parameter with it. */
const expanded: SchemaProfile = {
  name: 'expanded',
  rewrite: schema => withoutBookkeeping(expandReferences(schema)),
}

/** One plain object at the root: the model's own interface refuses a choice there. */
const plainRoot: SchemaProfile = {
  name: 'plain-root',
  rewrite: schema => withoutBookkeeping(mergeRootChoice(expandReferences(schema))),
}

/** The subset of OpenAPI 3.0 that Gemini's function declarations take: no choices, no references, few formats. */
const gemini: SchemaProfile = {
  name: 'gemini',
  rewrite: schema => forGemini(mergeRootChoice(expandReferences(schema))),
}

/** By the name that a client says of itself, in lower case; the first that fits counts. */
const byClient: readonly (readonly [RegExp, SchemaProfile])[] = [
  [/gemini|google/, gemini],
  [/claude|anthropic/, plainRoot],
  [/visual studio code|vscode|copilot|cursor|windsurf|cline|roo/, expanded],
  [/openai|chatgpt|codex/, plainRoot],
]

export const profiles: readonly SchemaProfile[] = [standard, expanded, plainRoot, gemini]

/** Clients whose profile is kept; names come from outside. */
const maxKnown = 1000
const known = new Map<string, SchemaProfile>()

export function profileFor(clientName: unknown): SchemaProfile {
  if (typeof clientName !== 'string' || clientName.length > 200) return standard
  const before = known.get(clientName)
  if (before) return before
  const lower = clientName.toLowerCase()
  const profile = byClient.find(([shape]) => shape.test(lower))?.[1] ?? standard
  if (known.size >= maxKnown) known.clear()
  known.set(clientName, profile)
  return profile
}
