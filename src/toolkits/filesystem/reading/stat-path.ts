import * as z from 'zod'
import { amount } from '../amount.ts'
import { shownSize } from '../answer.ts'
import type { Contained, Facts } from '../contained.ts'
import { refusal } from '../refusals.ts'
import { etagOfFile } from './etag-of-file.ts'

/** What `get_file_info` and `stat_many` tell of an entry, links followed. */
export const pathFacts = z.strictObject({
  path: z.string().describe('Where it is in fact, links followed'),
  kind: z.enum(['file', 'directory', 'link', 'other']),
  isFile: z.boolean(),
  isDirectory: z.boolean(),
  isLink: z.boolean().describe('Whether the path that was asked for is a symbolic link'),
  size: amount().describe('Bytes'),
  created: z.string(),
  modified: z.string(),
  accessed: z.string(),
  permissions: z.string().describe('The last three octal digits of the mode'),
  etag: z.string().optional().describe('Only where asked for, and of files within the limit'),
})

type PathFacts = z.output<typeof pathFacts>

interface StatOptions {
  /** Whether to read the file for its etag, up to so many bytes; 0 for no. */
  readonly etagBytes: number
  readonly signal: AbortSignal
}

export async function statPath(contained: Contained, path: string, options: StatOptions): Promise<PathFacts> {
  const place = contained.place(path)
  if (place.segments.length === 0) {
    using root = contained.openDirectory(place)
    return describe(root.place.path, root.facts, false)
  }
  using entry = contained.openParent(place)
  if (!entry.facts) throw refusal('FILE_NOT_FOUND', { path: place.path })
  const isLink = entry.facts.kind === 'link'
  if (!isLink) return await describeFile(entry.place.path, entry.facts)
  try {
    using target = contained.openTarget(place)
    if (!target.facts) throw refusal('FILE_NOT_FOUND', { path: place.path, because: 'the link leads nowhere' })
    return await describeFile(target.place.path, target.facts)
  } catch (error) {
    // A link to a root itself has no name to be looked up by.
    if (!isRootItself(error)) throw error
    using root = contained.openDirectory(place)
    return describe(root.place.path, root.facts, true)
  }

  async function describeFile(where: string, facts: Facts): Promise<PathFacts> {
    const described = describe(where, facts, isLink)
    if (facts.kind !== 'file' || options.etagBytes === 0) return described
    using file = contained.openFile(place)
    const etag = await etagOfFile(file, options.etagBytes, options.signal)
    return etag === undefined ? described : { ...described, etag }
  }
}

/** One line: `file, 12.00 KB, modified 2026-01-31T12:00:00.000Z`, and the etag where it was asked for. */
export function shownFacts({ kind, size, modified, etag }: PathFacts): string {
  return `${kind}, ${shownSize(size)}, modified ${modified}${etag === undefined ? '' : `, etag ${etag}`}`
}

function describe(path: string, facts: Facts, isLink: boolean): PathFacts {
  return {
    path,
    kind: facts.kind,
    isFile: facts.kind === 'file',
    isDirectory: facts.kind === 'directory',
    isLink,
    size: facts.size,
    created: new Date(facts.created).toISOString(),
    modified: new Date(facts.modified).toISOString(),
    accessed: new Date(facts.accessed).toISOString(),
    permissions: (facts.mode & 0o777).toString(8).padStart(3, '0'),
  }
}

function isRootItself(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ROOT_ITSELF'
}
