import { closeSync, fstatSync, openSync, writeSync } from 'node:fs'
import type { Clock } from '../clock.ts'
import { BatchingSink } from './batching-sink.ts'
import type { LineSink } from './line-sink.ts'

/**
 * Appends lines to a file. Writing is synchronous, one call for each 64 KiB: the order holds, and a process that ends by
 * `exit` has lost nothing that was flushed.
 */
export function openFileSink(path: string, clock: Clock): LineSink {
  const file = openSync(path, 'a', 0o640)
  fstatSync(file)
  const sink = new BatchingSink(bytes => writeAll(file, bytes), clock)
  return {
    write: (line, isAscii) => sink.write(line, isAscii),
    flush: () => sink.flush(),
    close: () => {
      sink.close()
      closeSync(file)
    },
  }
}

function writeAll(file: number, bytes: Buffer): void {
  let written = 0
  while (written < bytes.length) written += writeSync(file, bytes, written)
}
