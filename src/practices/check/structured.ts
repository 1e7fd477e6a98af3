import type { Json } from '../../json.ts'
import { ToolResult } from '../../primitives/content.ts'

/** Whether a handler returned an error, which no output schema describes. */
export function isErrorResult(value: unknown): boolean {
  return value instanceof ToolResult && value.isError
}

/** The part of a handler's return value that the output schema describes. */
export function structuredOf(value: unknown): unknown {
  return value instanceof ToolResult ? value.structured : value
}

/** A handler's return value as its output schema yields it: defaults filled in, unknown members left out. */
export function withStructured(value: unknown, structured: unknown): unknown {
  if (!(value instanceof ToolResult)) return structured
  const { content, meta } = value
  return new ToolResult({ content, structured, ...(meta && { meta: meta as Readonly<Record<string, Json>> }) })
}
