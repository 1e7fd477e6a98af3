import { pathToFileURL } from 'node:url'
import * as z from 'zod'
import { type ContentBlock, content } from '../../../primitives/content.ts'
import type { Definitions } from '../../../primitives/definitions.ts'
import { amount } from '../amount.ts'
import { answer } from '../answer.ts'
import type { FilesystemContext } from '../context.ts'
import { etagOf } from '../etag.ts'
import { untilWritten } from '../freshness.ts'
import { mimeTypeOf } from '../mime.ts'
import { readWhole } from '../reading/read-whole.ts'
import { readPath } from './read-arguments.ts'

export function registerReadMediaFile(target: Definitions, context: FilesystemContext): void {
  target.tool('read_media_file', {
    title: 'Read media file',
    description:
      'Reads an image or a sound as image or audio content, and any other file as an embedded resource in base64. ' +
      'The type is taken from the extension. Files over the size limit are refused: read those with read_range.',
    input: z.strictObject({ path: readPath('The file') }),
    output: z.strictObject({
      path: z.string(),
      mimeType: z.string(),
      size: amount().describe('Bytes'),
      etag: z.string(),
    }),
    readOnly: true,
    cache: untilWritten,
    openWorld: false,
    async run({ path }, call) {
      const contained = await context.contained(call)
      using file = contained.openFile(contained.place(path))
      const bytes = await readWhole(file, context.budgets.mediaBytes, call.signal)
      const mimeType = mimeTypeOf(file.place.path) ?? 'application/octet-stream'
      const facts = { path: file.place.path, mimeType, size: bytes.length, etag: etagOf(bytes) }
      return answer(
        [
          mediaBlock(
            file.place.path,
            Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64'),
            mimeType,
          ),
        ],
        facts,
      )
    },
  })
}

function mediaBlock(path: string, data: string, mimeType: string): ContentBlock {
  if (mimeType.startsWith('image/')) return content.image(data, mimeType)
  if (mimeType.startsWith('audio/')) return content.audio(data, mimeType)
  return content.resource({ uri: pathToFileURL(path).href, mimeType, blob: data })
}
