import { type Clock, systemClock } from '../clock.ts'
import { keepsProcess } from '../runtime.ts'
import { atExit } from './at-exit.ts'
import { BatchingSink } from './batching-sink.ts'
import { DescriptorWriter, type WriteBytes, type WriteTrouble } from './descriptor-writer.ts'
import type { LineSink } from './line-sink.ts'

const standardError = 2
/** How long the end of the process may wait for a reader that is behind. */
const exitMs = 1000

let shared: LineSink | undefined

/**
 * Standard error, one for the process: whoever writes there keeps to one order. A reader that is behind does not stop the
 * server, nor does one that is gone. What is gathered is written when the process ends.
 */
export function stderrSink(): LineSink {
  shared ??= keepsProcess ? openStderr(systemClock) : unbuffered
  return shared
}

/** Writes lines at once, after everything that was written before. */
export function writeToStderr(lines: string): void {
  const sink = stderrSink()
  sink.write(lines)
  sink.flush()
}

function openStderr(clock: Clock): LineSink {
  const write = findWrite()
  if (!write) return unbuffered
  const onTrouble = (trouble: WriteTrouble) => {
    if (!('lost' in trouble)) return
    const time = new Date(clock.now()).toISOString()
    sink.write(`${JSON.stringify({ time, level: 'warn', event: 'log.lost', lines: trouble.lost })}\n`)
  }
  const writer = new DescriptorWriter({ descriptor: standardError, write, clock, onTrouble })
  const sink = new BatchingSink(bytes => writer.write(bytes))
  atExit(() => {
    sink.flush()
    writer.finish(exitMs)
  })
  return sink
}

/** Undefined where the host has no files. */
function findWrite(): WriteBytes | undefined {
  // A pipe waits for its reader until the stream has been looked at once; then it says when it is full.
  void process.stderr
  return process.getBuiltinModule?.('node:fs')?.writeSync
}

/** No timer outlives a request on Workers: each line goes out by itself. */
const unbuffered: LineSink = {
  write: line => void process.stderr.write(line),
  flush: () => {},
  close: () => {},
}
