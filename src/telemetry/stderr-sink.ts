import type { Clock } from '../clock.ts'
import { keepsProcess } from '../runtime.ts'
import { BatchingSink } from './batching-sink.ts'
import type { LineSink } from './line-sink.ts'

let shared: LineSink | undefined

/** Standard error, one for the process: whoever writes there keeps to one order. What is gathered is written when the process ends. */
export function stderrSink(clock: Clock): LineSink {
  shared ??= openStderr(clock)
  return shared
}

function openStderr(clock: Clock): LineSink {
  // The stream may keep the bytes until they are written; the buffer is used again.
  const sink = new BatchingSink(bytes => void process.stderr.write(Buffer.from(bytes)), clock)
  if (!keepsProcess) {
    // No timer outlives a request there.
    return { write: line => void process.stderr.write(line), flush: () => {}, close: () => {} }
  }
  process.once('exit', () => sink.flush())
  return sink
}
