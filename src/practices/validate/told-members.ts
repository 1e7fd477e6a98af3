import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { isClosed, isUntold, namedAlone } from './closed-schema.ts'
import type { Reading } from './reading.ts'
import { possibleBranches } from './rules-out.ts'

/** What a schema says of the members of one object. */
export interface Told {
  /** `nothing`: it names none; `all`: others are unknown; `some`: others may stand there. */
  readonly names: 'nothing' | 'all' | 'some'
  /** What it says of each that it names. */
  readonly members: ReadonlyMap<string, Json>
}

const nothing: Told = { names: 'nothing', members: new Map() }
const anything: Told = { names: 'some', members: new Map() }

/** Reads a schema with references, unions and conjunctions against an object; where it cannot be told, members may be any. */
export function tellMembers(schema: Json | undefined, value: JsonObject, reading: Reading): Told {
  if (!isJsonObject(schema)) return nothing
  if (!reading.step() || isUntold(schema)) return anything
  const { $ref, allOf, anyOf, oneOf } = schema
  const parts = [tellOwn(schema)]
  if (typeof $ref === 'string') {
    const target = reading.resolve($ref)
    parts.push(target ? tellMembers(target, value, reading) : anything)
  }
  if (Array.isArray(allOf)) for (const part of allOf) parts.push(tellMembers(part, value, reading))
  for (const branches of [anyOf, oneOf]) if (Array.isArray(branches)) parts.push(tellUnion(branches, value, reading))
  return parts.length === 1 ? parts[0]! : tellAll(parts)
}

function tellOwn(schema: JsonObject): Told {
  const { properties, additionalProperties } = schema
  if (isJsonObject(properties))
    return {
      names: isClosed(schema) ? 'all' : 'some',
      members: new Map([
        ...(Object.entries(properties) as [string, Json][]),
        ...namedAlone(schema).map(name => [name, true] as const),
      ]),
    }
  return additionalProperties === undefined || additionalProperties === false ? nothing : anything
}

/** The object has to fulfil every part: what one of them names is known. */
function tellAll(parts: readonly Told[]): Told {
  const speaking = parts.filter(({ names }) => names !== 'nothing')
  if (speaking.length <= 1) return speaking[0] ?? nothing
  return {
    names: speaking.every(({ names }) => names === 'all') ? 'all' : 'some',
    members: gather(speaking, 'allOf'),
  }
}

/** The object is of one of the branches that it does not contradict: what none of them names is unknown. */
function tellUnion(branches: readonly Json[], value: JsonObject, reading: Reading): Told {
  const told = possibleBranches(branches, value, reading).map(branch => tellMembers(branch, value, reading))
  if (reading.isOver || told.length === 0) return anything
  if (told.every(({ names }) => names === 'nothing')) return nothing
  if (told.every(({ names }) => names === 'all')) return { names: 'all', members: gather(told, 'anyOf') }
  // A branch in which a member may be anything says so of what the others name.
  const members = [...gather(told, 'anyOf')].filter(([name]) =>
    told.every(one => one.names === 'all' || one.members.has(name)),
  )
  return { names: 'some', members: new Map(members) }
}

function gather(told: readonly Told[], how: 'allOf' | 'anyOf'): ReadonlyMap<string, Json> {
  if (told.length === 1) return told[0]!.members
  const found = new Map<string, Set<Json>>()
  for (const { members } of told)
    for (const [name, schema] of members) {
      const known = found.get(name)
      if (known) known.add(schema)
      else found.set(name, new Set([schema]))
    }
  return new Map([...found].map(([name, schemas]) => [name, combine([...schemas], how)]))
}

function combine(schemas: readonly Json[], how: 'allOf' | 'anyOf'): Json {
  return schemas.length === 1 ? schemas[0]! : { [how]: unique(schemas, how) }
}

/** Flat, and each once: a union that refers to itself stays as large as it is. */
function unique(schemas: readonly Json[], how: 'allOf' | 'anyOf'): readonly Json[] {
  const known = new Map<unknown, Json>()
  for (const schema of schemas) {
    const inner = isJsonObject(schema) && Object.keys(schema).length === 1 ? schema[how] : undefined
    for (const one of Array.isArray(inner) ? inner : [schema])
      known.set(
        isJsonObject(one) && Object.keys(one).length === 1 && typeof one.$ref === 'string' ? one.$ref : one,
        one,
      )
  }
  return [...known.values()]
}

/** What a schema says of the items of an array; undefined where it cannot be told, or says nothing. */
export function tellItems(schema: Json | undefined, value: readonly unknown[], reading: Reading): Json | undefined {
  if (!isJsonObject(schema) || !reading.step() || isUntold(schema) || schema.prefixItems !== undefined) return undefined
  const { $ref, items, allOf, anyOf, oneOf } = schema
  const parts = [
    ...(isJsonObject(items) ? [items] : []),
    ...(typeof $ref === 'string' ? [tellItems(reading.resolve($ref), value, reading)] : []),
    ...(Array.isArray(allOf) ? allOf.map(part => tellItems(part, value, reading)) : []),
  ]
  for (const branches of [anyOf, oneOf]) {
    if (!Array.isArray(branches)) continue
    const told = possibleBranches(branches, value, reading).map(branch => tellItems(branch, value, reading))
    if (told.length > 0 && told.every(one => one !== undefined)) parts.push(combine([...new Set(told)], 'anyOf'))
  }
  const known = [...new Set(parts.filter(part => part !== undefined))]
  return reading.isOver || known.length === 0 ? undefined : combine(known, 'allOf')
}
