import { watch } from 'node:fs'
import { refusalOf } from './refusals.ts'

/** Watches the directory at `path`, without what lies deeper, until the returned function is called. */
export function watchEntries(path: string, shown: string, changed: (name: string | undefined) => void): () => void {
  try {
    const watcher = watch(path, { persistent: false }, (_event, name) => changed(name ?? undefined))
    // A watched directory that goes away raises an error here; that is a change like another.
    watcher.on('error', () => changed(undefined))
    return () => watcher.close()
  } catch (error) {
    throw refusalOf(error, shown)
  }
}
