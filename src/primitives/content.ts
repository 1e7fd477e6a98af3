import type { Json, JsonObject } from '../json.ts'
import type { Returned } from './returned.ts'

/** One block of a tool's result or a prompt's message (specification, "Tool Result"). */
export type ContentBlock = TextBlock | ImageBlock | AudioBlock | EmbeddedResource | ResourceLink

export interface Annotated {
  readonly annotations?: {
    readonly audience?: readonly ('user' | 'assistant')[]
    readonly priority?: number
    readonly lastModified?: string
  }
  readonly _meta?: JsonObject
}

export interface TextBlock extends Annotated {
  readonly type: 'text'
  readonly text: string
}

export interface ImageBlock extends Annotated {
  readonly type: 'image'
  /** Base64. */
  readonly data: string
  readonly mimeType: string
}

export interface AudioBlock extends Annotated {
  readonly type: 'audio'
  /** Base64. */
  readonly data: string
  readonly mimeType: string
}

export interface EmbeddedResource extends Annotated {
  readonly type: 'resource'
  readonly resource: ResourceContents
}

export interface ResourceLink extends Annotated {
  readonly type: 'resource_link'
  readonly uri: string
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly mimeType?: string
  readonly size?: number
}

/** What a resource holds: text, or bytes in base64. */
export type ResourceContents = {
  readonly uri: string
  readonly mimeType?: string
  readonly _meta?: JsonObject
} & ({ readonly text: string } | { readonly blob: string })

/** Makes content blocks. */
export const content = {
  text: (text: string, extra?: Annotated): TextBlock => ({ type: 'text', text, ...extra }),
  image: (data: string, mimeType: string, extra?: Annotated): ImageBlock => ({
    type: 'image',
    data,
    mimeType,
    ...extra,
  }),
  audio: (data: string, mimeType: string, extra?: Annotated): AudioBlock => ({
    type: 'audio',
    data,
    mimeType,
    ...extra,
  }),
  resource: (resource: ResourceContents, extra?: Annotated): EmbeddedResource => ({
    type: 'resource',
    resource,
    ...extra,
  }),
  link: (link: Omit<ResourceLink, 'type'>): ResourceLink => ({ type: 'resource_link', ...link }),
}

export function isContentBlock(value: unknown): value is ContentBlock {
  if (value === null || typeof value !== 'object') return false
  const block = value as {
    type?: unknown
    text?: unknown
    data?: unknown
    mimeType?: unknown
    resource?: unknown
    uri?: unknown
  }
  switch (block.type) {
    case 'text':
      return typeof block.text === 'string'
    case 'image':
    case 'audio':
      return typeof block.data === 'string' && typeof block.mimeType === 'string'
    case 'resource':
      return typeof block.resource === 'object' && block.resource !== null
    case 'resource_link':
      return typeof block.uri === 'string'
    default:
      return false
  }
}

/** A result whose content and structured value are both chosen by the handler: `return result({ structured, content })`. */
export class ToolResult<T = unknown> {
  readonly content: readonly ContentBlock[]
  readonly structured: T | undefined
  readonly isError: boolean
  readonly meta: JsonObject | undefined
  constructor(parts: ToolResultParts<T>) {
    this.content = parts.content ?? []
    this.structured = parts.structured
    this.isError = parts.isError ?? false
    this.meta = parts.meta
  }
}

export interface ToolResultParts<T> {
  readonly content?: readonly ContentBlock[]
  readonly structured?: T
  readonly isError?: boolean
  readonly meta?: { readonly [key: string]: Json }
}

export function result<T extends Returned>(parts: ToolResultParts<T>): ToolResult<T> {
  return new ToolResult(parts)
}
