import { ToolError } from '../../../errors.ts'
import type { Budgets } from '../budgets.ts'
import type { Directory } from '../contained.ts'
import { trashName } from '../reserved-names.ts'
import { removeTree } from './remove-tree.ts'
import { listTrash } from './trash.ts'

const dayMs = 86_400_000
/** One deletion adds one entry, so that this catches up, and yet takes no call much longer. */
const mostAtOnce = 8

/**
 * Removes for good what has been in the trash for too long, and the oldest of what is too many. `root` must allow files
 * of every type: those in the trash may be of one that is not allowed any more. Answers how many the system would not
 * let go; these stay beyond the bounds, so that nothing newer goes in their place.
 */
export async function purgeTrash(root: Directory, budgets: Budgets, now: number, signal: AbortSignal): Promise<number> {
  const ids = listTrash(root)
  const tooMany = ids.length - budgets.trashEntries
  const due = ids.filter((id, at) => at < tooMany || id.deleted < now - budgets.trashDays * dayMs)
  if (due.length === 0) return 0
  using trash = root.openDirectory(trashName)
  let removed = 0
  let kept = 0
  for (const { id } of due) {
    signal.throwIfAborted()
    try {
      await removeTree(trash, id, signal)
      if (++removed === mostAtOnce) break
    } catch (error) {
      if (!(error instanceof ToolError)) throw error
      kept++
    }
  }
  return kept
}
