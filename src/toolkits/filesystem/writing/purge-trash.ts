import type { Budgets } from '../budgets.ts'
import type { Directory } from '../contained.ts'
import { trashName } from '../reserved-names.ts'
import { removeTree } from './remove-tree.ts'
import { listTrash } from './trash.ts'

const dayMs = 86_400_000
/** One deletion adds one entry, so that this catches up, and yet takes no call much longer. */
const mostAtOnce = 8

/** Removes for good what has been in the trash for too long, and the oldest of what is too many. Answers how many. */
export async function purgeTrash(root: Directory, budgets: Budgets, now: number, signal: AbortSignal): Promise<number> {
  const ids = listTrash(root)
  const tooMany = ids.length - budgets.trashEntries
  const due = ids.filter((id, at) => at < tooMany || id.deleted < now - budgets.trashDays * dayMs).slice(0, mostAtOnce)
  if (due.length === 0) return 0
  using trash = root.openDirectory(trashName)
  for (const { id } of due) await removeTree(trash, id, signal)
  return due.length
}
