import { isStateless, type Outcome, type Revision } from '../../call.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { type ContentBlock, isContentBlock, ToolResult } from '../../primitives/content.ts'

/**
 * Turns what a handler returned into a tool result: structured content with a text twin for plain data, content blocks
 * as they are, `result({...})` as it says.
 */
export function shapeResult(value: unknown, declaresOutput: boolean, revision: Revision): Outcome {
  return { kind: 'result', result: shape(value, declaresOutput, revision) }
}

function shape(value: unknown, declaresOutput: boolean, revision: Revision): JsonObject {
  if (value instanceof ToolResult) return shapeExplicit(value)
  if (declaresOutput) return structure(value)
  if (typeof value === 'string') return text(value)
  if (value === undefined || value === null) return { content: [] }
  if (isContentBlock(value)) return { content: [value as unknown as JsonObject] }
  if (Array.isArray(value) && value.length > 0 && value.every(isContentBlock))
    return { content: value as unknown as Json }
  if (isJsonObject(value)) {
    if (Array.isArray(value.content) && value.content.every(isContentBlock)) return value
    return structure(value)
  }
  // An array or a scalar may be structured content from 2026-07-28 on; before, only an object.
  return isStateless(revision) ? structure(value) : text(serialise(value))
}

function shapeExplicit(explicit: ToolResult): JsonObject {
  const { content, structured, isError, meta } = explicit
  return {
    content: content as unknown as readonly Json[] & readonly ContentBlock[],
    ...(structured !== undefined && { structuredContent: structured as Json }),
    ...(isError && { isError }),
    ...(meta !== undefined && { _meta: meta }),
  }
}

function structure(value: unknown): JsonObject {
  return { content: [{ type: 'text', text: serialise(value) }], structuredContent: value as Json }
}

function text(value: string): JsonObject {
  return { content: [{ type: 'text', text: value }] }
}

function serialise(value: unknown): string {
  return JSON.stringify(value) ?? String(value)
}
