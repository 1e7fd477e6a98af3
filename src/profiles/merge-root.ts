import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { fromEntries, listOf, schemasOf, without } from './children.ts'

/** What the interfaces of models refuse at the root of a tool's arguments. */
const refused = new Set(['anyOf', 'oneOf', 'allOf', 'not', 'enum', 'const'])
/** Sets of arguments that are told in words. */
const mostTold = 8

/**
 * A choice at the root as one object with the properties of every branch. What the choice allows is allowed, save that
 * a property which only some branches name is as they say in the others too. What belongs together is told in the
 * description, and the server still holds calls to the choice itself.
 */
export function mergeRoot(schema: JsonObject): JsonObject {
  if (!Object.keys(schema).some(keyword => refused.has(keyword))) return schema
  const branchesOf = (choice: string) => schemasOf(schema[choice]).map(mergeRoot)
  const anyOf = branchesOf('anyOf')
  const oneOf = branchesOf('oneOf')
  const allOf = branchesOf('allOf')
  const plain = without(schema, refused)
  // What always holds is said once; of a choice, every way to say it is kept.
  const properties = new Map(
    [...allOf.toReversed(), plain].flatMap(part => Object.entries(propertiesOf(part)) as [string, Json][]),
  )
  const always = new Set(properties.keys())
  for (const branch of [...anyOf, ...oneOf])
    for (const [name, property] of Object.entries(propertiesOf(branch)) as [string, Json][])
      if (!always.has(name))
        properties.set(name, properties.has(name) ? unite(properties.get(name)!, property) : property)
  const required = [plain, ...allOf].flatMap(requiredOf)
  for (const branches of [anyOf, oneOf])
    required.push(
      ...requiredOf(branches[0] ?? {}).filter(name => branches.every(branch => requiredOf(branch).includes(name))),
    )
  const isClosed = allOf.some(closed) || [anyOf, oneOf].some(branches => branches.length > 0 && branches.every(closed))
  const description = [schema.description, ...[anyOf, oneOf].map(tellChoice)].filter(Boolean).join(' ')
  return {
    ...plain,
    type: 'object',
    ...(description !== '' && { description }),
    properties: fromEntries(properties),
    ...(required.length > 0 && { required: [...new Set(required)] }),
    ...(isClosed && plain.additionalProperties === undefined && { additionalProperties: false }),
  }
}

function closed({ additionalProperties, patternProperties }: JsonObject): boolean {
  return additionalProperties === false && patternProperties === undefined
}

/** `Either type "file" and path, or type "url" and url.` */
function tellChoice(branches: readonly JsonObject[]): string {
  if (branches.length < 2 || branches.length > mostTold) return ''
  const told = branches.map(branch => {
    const names = requiredOf(branch).map(name => {
      const [value, ...more] = valuesOf((propertiesOf(branch)[name] as Json | undefined) ?? {})
      return value === undefined || more.length > 0 ? name : `${name} ${JSON.stringify(value)}`
    })
    return names.join(' and ')
  })
  return told.includes('') || new Set(told).size < told.length ? '' : `Either ${told.join(', or ')}.`
}

/** A property that is described twice may be either; values are put together, so that a discriminator stays one list. */
function unite(one: Json, other: Json): Json {
  if (JSON.stringify(one) === JSON.stringify(other)) return one
  if (isJsonObject(one) && isJsonObject(other) && one.type === other.type && isBare(one) && isBare(other)) {
    const { const: _, ...rest } = one
    return { ...rest, enum: [...new Set([...valuesOf(one), ...valuesOf(other)])] }
  }
  const known = isJsonObject(one) && Object.keys(one).length === 1 ? schemasOf(one.anyOf) : []
  return { anyOf: [...(known.length > 0 ? known : [one]), other] }
}

const bare = new Set(['type', 'const', 'enum', 'title', 'description', 'default'])

/** Whether a list of values says it all. */
function isBare(property: JsonObject): boolean {
  return valuesOf(property).length > 0 && Object.keys(property).every(keyword => bare.has(keyword))
}

export function valuesOf(property: Json): readonly Json[] {
  if (!isJsonObject(property)) return []
  return property.const !== undefined ? [property.const] : listOf(property.enum)
}

function propertiesOf({ properties }: JsonObject): JsonObject {
  return isJsonObject(properties) ? properties : {}
}

function requiredOf({ required }: JsonObject): readonly string[] {
  return listOf(required).filter(name => typeof name === 'string')
}
