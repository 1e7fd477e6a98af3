import { closeSync, fstatSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Clock } from '../clock.ts'
import { atExit } from './at-exit.ts'
import { BatchingSink } from './batching-sink.ts'
import { DescriptorWriter, type WriteTrouble } from './descriptor-writer.ts'
import type { LineSink } from './line-sink.ts'

/** How often it is looked whether the path still names the file that is written. */
const lookMs = 1000

/**
 * Appends lines to a file. Writing is synchronous, one call for each 64 KiB: the order holds, and a process that ends by
 * `exit` has lost nothing. A file that was moved away (log rotation) is left within a second of the next line, and made
 * anew. Throws the system's error where the file cannot be opened at first.
 */
export function openFileSink(path: string, clock: Clock, onTrouble: (trouble: WriteTrouble) => void): LineSink {
  const writer = new DescriptorWriter({ descriptor: open(path), write: writeSync, clock, onTrouble })
  let lookedAt = clock.now()
  const sink = new BatchingSink(bytes => {
    const now = clock.now()
    if (now - lookedAt >= lookMs || now < lookedAt) {
      lookedAt = now
      writer.descriptor = follow(path, writer.descriptor)
    }
    writer.write(bytes)
  })
  const stay = atExit(() => sink.flush())
  return {
    write: (line, isAscii) => sink.write(line, isAscii),
    flush: () => sink.flush(),
    close: () => {
      stay()
      sink.flush()
      // The system gives the number of the descriptor to the next file that is opened.
      writer.close()
      closeSync(writer.descriptor)
    },
  }
}

function open(path: string): number {
  mkdirSync(dirname(path), { recursive: true })
  return openSync(path, 'a', 0o640)
}

/** The descriptor of the file that the path names now. Where that cannot be opened, the one before is written on. */
function follow(path: string, descriptor: number): number {
  try {
    const named = statSync(path, { throwIfNoEntry: false })
    const written = fstatSync(descriptor)
    if (named?.ino === written.ino && named.dev === written.dev) return descriptor
    const next = open(path)
    closeSync(descriptor)
    return next
  } catch {
    return descriptor
  }
}
