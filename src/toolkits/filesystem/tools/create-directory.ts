import * as z from 'zod'
import type { Call } from '../../../call.ts'
import { content, result } from '../../../primitives/content.ts'
import type { Definitions } from '../../../primitives/definitions.ts'
import type { Contained, Place } from '../contained.ts'
import type { FilesystemContext } from '../context.ts'
import { allFiles } from '../freshness.ts'
import { pathArgument } from './write-arguments.ts'

const input = z.strictObject({ path: pathArgument })

const output = z.strictObject({ path: z.string(), created: z.boolean().describe('It did not exist before.') })

export function registerCreateDirectory(target: Definitions, context: FilesystemContext): void {
  target.tool('create_directory', {
    title: 'Create a directory',
    description: 'Makes a directory and the missing ones above it. A directory that exists already is left as it is.',
    input,
    output,
    destructive: false,
    dirties: allFiles,
    idempotent: true,
    openWorld: false,
    run: (args, call) => createDirectory(context, args, call),
  })
}

async function createDirectory(context: FilesystemContext, args: z.output<typeof input>, call: Call) {
  const contained = await context.contained(call)
  const place = contained.place(args.path)
  const created = makeDirectory(contained, place)
  return result({
    structured: { path: place.path, created },
    content: [content.text(created ? `Created ${place.path}.` : `${place.path} existed already.`)],
  })
}

function makeDirectory(contained: Contained, place: Place): boolean {
  if (place.segments.length > 0) {
    using located = contained.makeParents(place)
    if (!located.facts) {
      located.directory.makeDirectory(located.name)
      located.directory.sync()
      return true
    }
  }
  // Refuses what is there but is not, and does not lead to, an allowed directory.
  contained.openDirectory(place)[Symbol.dispose]()
  return false
}
