import type { BigIntStats } from 'node:fs'
import type { Facts, Kind } from './contained.ts'

/** BigInt, since inode numbers may pass 2^53 and two files must never look the same. */
export function factsOf(stats: BigIntStats): Facts {
  return {
    kind: kindOf(stats),
    size: Number(stats.size),
    mode: Number(stats.mode),
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    links: Number(stats.nlink),
    device: stats.dev,
    inode: stats.ino,
    created: Number(stats.birthtimeMs),
    modified: Number(stats.mtimeMs),
    accessed: Number(stats.atimeMs),
  }
}

/** Of stats or of a directory entry. */
export function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): Kind {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'directory'
  return entry.isSymbolicLink() ? 'link' : 'other'
}

export function sameThing(a: Facts, b: Facts): boolean {
  return a.inode === b.inode && a.device === b.device
}
