import type { Directory, Kind } from '../contained.ts'
import { refusal } from '../refusals.ts'
import { isReserved } from '../reserved-names.ts'
import type { CopyMeter } from './copy-meter.ts'
import type { EntryAt } from './move-entry.ts'

/**
 * Copies what is in `from` into `to`, an empty directory. Links are copied as links, and what is kept for the server
 * itself is left out. Throws EXTENSION_NOT_ALLOWED, NOT_A_FILE (for a FIFO, socket or device), TOO_MANY_ENTRIES,
 * TOO_LARGE; what was copied until then stays in `to`.
 */
export async function copyContents(from: Directory, to: Directory, meter: CopyMeter, depth = 1): Promise<void> {
  for (const { name, kind } of from.entries()) {
    if (isReserved(name)) continue
    await meter.addEntry(from.place.path, depth)
    await copyEntry({ directory: from, name }, kind, { directory: to, name }, meter, depth)
  }
}

async function copyEntry(from: EntryAt, kind: Kind, to: EntryAt, meter: CopyMeter, depth: number): Promise<void> {
  if (kind === 'file') return copyFile(from, to, meter)
  if (kind === 'link') return to.directory.createLink(to.name, from.directory.readLink(from.name))
  if (kind === 'other')
    throw refusal('NOT_A_FILE', { path: from.directory.place.path, because: 'it holds a pipe or device' })
  using source = from.directory.openDirectory(from.name)
  // The owner's bits are needed to fill it.
  to.directory.makeDirectory(to.name, (source.facts.mode & 0o777) | 0o700)
  using target = to.directory.openDirectory(to.name)
  await copyContents(source, target, meter, depth + 1)
}

async function copyFile(from: EntryAt, to: EntryAt, meter: CopyMeter): Promise<void> {
  using source = from.directory.openFile(from.name)
  using target = to.directory.createFile(to.name, 0o600)
  let position = 0
  for await (const piece of meter.pieces(source)) {
    await target.write(piece, position, meter.signal)
    position += piece.length
  }
  target.setMode(source.facts.mode & 0o777)
}
