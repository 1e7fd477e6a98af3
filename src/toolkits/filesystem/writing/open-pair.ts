import type { Contained, Facts, Kind, Located, OpenedFile, Place } from '../contained.ts'
import { sameThing } from '../facts.ts'
import { refusal } from '../refusals.ts'
import { checkEtag, ensureUnchanged } from './check-etag.ts'

/** An entry that exists, and is meant itself: a link is not followed. */
export interface Source extends Disposable {
  readonly place: Place
  readonly located: Located
  readonly facts: Facts & { readonly kind: MovableKind }
}

type MovableKind = Exclude<Kind, 'other'>

/** The place where a move or a copy ends. */
export interface Destination extends Disposable {
  readonly place: Place
  readonly located: Located
}

/** Throws FILE_NOT_FOUND, RESERVED_NAME, NOT_A_FILE for a FIFO, socket or device, and what a walk throws. */
export function openSource(contained: Contained, path: string): Source {
  const place = contained.place(path)
  const located = contained.openParent(place)
  try {
    const { facts } = located
    if (!facts) throw refusal('FILE_NOT_FOUND', { path: place.path })
    const { kind } = facts
    if (kind === 'other') throw refusal('NOT_A_FILE', { path: place.path })
    return { place, located, facts: { ...facts, kind }, [Symbol.dispose]: () => located[Symbol.dispose]() }
  } catch (error) {
    located[Symbol.dispose]()
    throw error
  }
}

interface DestinationOptions {
  readonly overwrite: boolean
  /** Whether the source is of a kind for which `overwrite: true` would help: the refusal says so. */
  readonly replaces: boolean
  readonly createParents: boolean
}

/**
 * Throws ALREADY_EXISTS where there is something that may not be replaced: anything, unless `overwrite`; and with it
 * all but files and links.
 */
export function openDestination(contained: Contained, path: string, options: DestinationOptions): Destination {
  const place = contained.place(path)
  const located = options.createParents ? contained.makeParents(place) : contained.openParent(place)
  try {
    if (located.facts) refuseIrreplaceable(located.facts, place, options)
    return { place, located, [Symbol.dispose]: () => located[Symbol.dispose]() }
  } catch (error) {
    located[Symbol.dispose]()
    throw error
  }
}

function refuseIrreplaceable({ kind }: Facts, { path }: Place, { overwrite, replaces }: DestinationOptions): void {
  if (kind === 'directory') {
    const next = 'Delete it first with delete_path, or choose another destination.'
    throw refusal('ALREADY_EXISTS', { path, because: 'directories are never replaced', next })
  }
  if (!overwrite) {
    const next = 'Set overwrite: true to replace it, or choose another destination.'
    throw refusal('ALREADY_EXISTS', { path, ...(replaces && kind !== 'other' && { next }) })
  }
  if (kind === 'other') throw refusal('NOT_A_FILE', { path })
}

/** A directory cannot be put below itself. Throws INTO_ITSELF. */
export function refuseIntoItself(source: Source, destination: Destination): void {
  if (source.facts.kind !== 'directory') return
  using moved = source.located.directory.openDirectory(source.located.name)
  const from = moved.place
  const to = destination.located.directory.place
  const below = to.root === from.root && from.segments.every((name, at) => to.segments[at] === name)
  if (below || sameThing(destination.located.directory.facts, moved.facts)) {
    throw refusal('INTO_ITSELF', { path: destination.place.path })
  }
}

/**
 * Opens a file whose etag was asked for and compares it. What comes back is held open until the change is made, and
 * `ensureUnchanged` called on it just before. Throws ETAG_MISMATCH, NOT_A_FILE.
 */
export async function holdMatching(
  located: Located,
  ifMatch: string | undefined,
  path: string,
  signal: AbortSignal,
): Promise<OpenedFile | undefined> {
  if (ifMatch === undefined) return undefined
  if (!located.facts) throw refusal('ETAG_MISMATCH', { path, because: 'it does not exist' })
  const file = located.directory.openFile(located.name)
  try {
    await checkEtag(file, ifMatch, path, signal)
    return file
  } catch (error) {
    file[Symbol.dispose]()
    throw error
  }
}

export function ensureHeld(located: Located, held: OpenedFile | undefined, path: string): void {
  if (held) ensureUnchanged(located, held, path)
}
