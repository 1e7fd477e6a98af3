import { randomBytes } from 'node:crypto'

const prefix = '.lintel-'
/** Without regard to case: where the file system has none, `.LINTEL-trash` is the trash as well. */
const reserved = /^\.lintel-/i

/** Where deleted entries wait to be restored: a directory in each root that had one deleted. */
export const trashName = `${prefix}trash`

/**
 * Names that the toolkit keeps for itself: the trash, and files on their way to their own name. No list or search shows
 * them, and no path leads to one, by its name or through a link. One that a killed process left behind can be removed
 * at any time.
 */
export function isReserved(name: string): boolean {
  return reserved.test(name)
}

/** A name of our own that nobody can guess, so that nothing waits there. */
export function makeReservedName(): string {
  return prefix + randomBytes(12).toString('hex')
}
