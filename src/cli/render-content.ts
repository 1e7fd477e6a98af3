import { isJsonObject, type JsonObject } from '../json.ts'

/** A content block as text: what is no text is named with its size. */
export function renderContent(block: JsonObject): string {
  switch (block['type']) {
    case 'text':
      return String(block['text'])
    case 'image':
    case 'audio':
      return `[${block['type']} ${String(block['mimeType'])}, ${bytesOf(block['data'])} bytes; --raw prints it]`
    case 'resource_link':
      return `[link ${String(block['uri'])}]`
    case 'resource': {
      const resource = isJsonObject(block['resource']) ? block['resource'] : {}
      if (typeof resource['text'] === 'string') return resource['text']
      return `[resource ${String(resource['uri'])}, ${bytesOf(resource['blob'])} bytes; --raw prints it]`
    }
    default:
      return JSON.stringify(block)
  }
}

function bytesOf(base64: unknown): number {
  return typeof base64 === 'string' ? Buffer.byteLength(base64, 'base64') : 0
}
