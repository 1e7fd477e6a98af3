import { type Dir, opendirSync } from 'node:fs'
import type { Entry } from './contained.ts'
import { kindOf } from './facts.ts'
import { refusalOf } from './refusals.ts'

/** The entries of the directory at `path`, `batch` of them in memory at a time. `shown` stands in refusals. */
export function* streamEntries(path: string, shown: string, batch: number): IterableIterator<Entry> {
  const directory = openDir(path, shown, batch)
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      yield { name: entry.name, kind: kindOf(entry) }
    }
  } catch (error) {
    throw refusalOf(error, shown)
  } finally {
    directory.closeSync()
  }
}

function openDir(path: string, shown: string, batch: number): Dir {
  try {
    return opendirSync(path, { bufferSize: batch })
  } catch (error) {
    throw refusalOf(error, shown)
  }
}
