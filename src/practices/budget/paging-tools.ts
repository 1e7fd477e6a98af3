import { isJsonObject, type JsonObject } from '../../json.ts'
import { modeOf } from '../mode.ts'
import type { Subject, ToolSchemas } from '../practice.ts'
import { isMode } from '../settings.ts'
import { nextMember } from './answer-page.ts'

export const cursorArgument = 'cursor'

/**
 * Whether a tool takes the cursor of a next page: where its definition says `budget: { pages: true }`, or where its
 * output schema is an object with exactly one list. Not where it has an argument of that name already.
 */
export function takesCursor({ method, settings: { budget }, inputSchema, outputSchema }: Subject): boolean {
  if (method !== 'tools/call' || modeOf(budget) !== 'enforce') return false
  const asked = budget === undefined || isMode(budget) ? undefined : budget.pages
  const properties = inputSchema?.properties
  if (asked === false || !isJsonObject(properties) || Object.hasOwn(properties, cursorArgument)) return false
  return outputSchema === undefined ? asked === true : hasOneList(outputSchema)
}

/** What clients see of the schemas of such a tool. */
export function addCursor(subject: Subject, { inputSchema, outputSchema }: ToolSchemas): ToolSchemas {
  if (!takesCursor(subject)) return { inputSchema, outputSchema }
  const argument = {
    type: 'string',
    maxLength: 64,
    description: 'To go on where an answer broke off: what it says to put here.',
  }
  const next = { type: 'string', description: 'Present where there is more: call again with this as cursor.' }
  return {
    inputSchema: withProperty(inputSchema, cursorArgument, argument),
    outputSchema: outputSchema && withProperty(outputSchema, nextMember, next),
  }
}

function hasOneList({ type, properties }: JsonObject): boolean {
  if (type !== 'object' || !isJsonObject(properties) || Object.hasOwn(properties, nextMember)) return false
  const lists = Object.values(properties).filter(property => isJsonObject(property) && property.type === 'array')
  return lists.length === 1
}

function withProperty(schema: JsonObject, name: string, property: JsonObject): JsonObject {
  const { properties } = schema
  return { ...schema, properties: { ...(properties as JsonObject), [name]: property } }
}
