import type { MaybePromise } from '../../../maybe-promise.ts'
import type { Directory, Entry } from '../contained.ts'
import { isReserved } from '../reserved-names.ts'
import type { Breath } from './breath.ts'
import { Smallest } from './smallest.ts'

/** The first entries of a directory, by name, and whether there are more. */
interface SortedEntries<E> {
  readonly entries: readonly E[]
  readonly more: boolean
}

/** Chooses among entries; called with as many as lie in memory at once. */
export type Choose<E extends Entry> = (entries: readonly Entry[]) => MaybePromise<readonly E[]>

const chunkEntries = 1_024

/**
 * The first `limit` chosen entries after the name `after`, in the order of their names. Reads the whole directory but
 * keeps no more than twice the limit in memory, so that a directory of any size can be gone through in order.
 */
export async function readSorted<E extends Entry>(
  directory: Directory,
  after: string | undefined,
  limit: number,
  choose: Choose<E>,
  breath: Breath,
): Promise<SortedEntries<E>> {
  const smallest = new Smallest<E>(limit, byName)
  let chunk: Entry[] = []
  const take = async () => {
    for (const entry of await choose(chunk)) smallest.add(entry)
    chunk = []
  }
  for (const entry of directory.entries(chunkEntries)) {
    if ((after !== undefined && entry.name <= after) || isReserved(entry.name)) continue
    if (chunk.push(entry) < chunkEntries) continue
    await take()
    await breath.after(chunkEntries)
  }
  const rest = chunk.length
  await take()
  await breath.after(rest)
  return smallest.finish()
}

/** By UTF-16 code units: the same on every machine, which a cursor relies on. */
export function byName(a: Entry, b: Entry): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}
