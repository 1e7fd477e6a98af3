/** Where deleted entries wait to be restored: a directory in each root that had one deleted. */
export const trashName = '.lintel-trash'

/**
 * Names that the toolkit keeps for itself: the trash, and files on their way to their own name. No list or search shows
 * them and no tool takes them. One that a killed process left behind can be removed at any time.
 */
export function isReserved(name: string): boolean {
  return name.startsWith('.lintel-')
}
