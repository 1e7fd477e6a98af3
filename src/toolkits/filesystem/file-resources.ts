import { basename } from 'node:path'
import type { Call } from '../../call.ts'
import { RpcError, ToolError } from '../../errors.ts'
import type { ResourceContents } from '../../primitives/content.ts'
import type { Definitions } from '../../primitives/definitions.ts'
import type { FilesystemContext } from './context.ts'
import { untilWritten } from './freshness.ts'
import { mimeTypeOf } from './mime.ts'
import { looksBinary } from './reading/looks-binary.ts'
import { readWhole } from './reading/read-whole.ts'

/** `file:///…`: each file in the roots is a resource, as text where it is UTF-8, else in base64. */
export function registerFileResources(target: Definitions, context: FilesystemContext): void {
  target.template('file:///{+path}', {
    name: 'file',
    title: 'File',
    description: 'A file in the allowed directories. Subscribe to hear when it changes.',
    remember: untilWritten,
    read: ({ path }, call) => readResource(path, call),
  })

  async function readResource(path: string, call: Call): Promise<ResourceContents | undefined> {
    // A client finds the contents by the URI that it asked for, which may be encoded otherwise.
    const asked = call.params['uri']
    const uri = typeof asked === 'string' ? asked : uriOf(path)
    try {
      const contained = await context.contained(call)
      using file = contained.openFile(contained.place(uriOf(path)))
      const bytes = await readWhole(file, context.budgets.mediaBytes, call.signal)
      const text = textOf(bytes)
      const mimeType =
        mimeTypeOf(basename(file.place.path)) ?? (text === undefined ? 'application/octet-stream' : 'text/plain')
      return text === undefined
        ? { uri, mimeType, blob: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64') }
        : { uri, mimeType, text }
    } catch (error) {
      throw error instanceof ToolError ? resourceFailure(error, uri) : error
    }
  }
}

/** The template's variable is decoded; in a URI each name is encoded again. */
function uriOf(path: string): string {
  return `file:///${path.split('/').map(encodeURIComponent).join('/')}`
}

function textOf(bytes: Uint8Array): string | undefined {
  if (looksBinary(bytes)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** A refusal as `resources/read` answers it. What is outside is not told apart from what is not there. */
function resourceFailure(error: ToolError, uri: string): RpcError {
  const hidden = error.code === 'PATH_OUTSIDE_ROOTS' || error.code === 'FILE_NOT_FOUND' || error.code === 'PATH_INVALID'
  if (hidden) return new RpcError('RESOURCE_NOT_FOUND', { data: { uri } })
  return new RpcError('INVALID_PARAMS', { message: error.message, data: { uri, code: error.code, ...error.data } })
}
