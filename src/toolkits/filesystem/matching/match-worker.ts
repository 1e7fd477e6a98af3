import { parentPort } from 'node:worker_threads'
import { findMatches, type MatchJob } from './find-matches.ts'

/** What the thread says: first `ready`, then one answer a job. */
export type WorkerAnswer = 'ready' | { readonly found: readonly number[] | undefined }

const answer = (value: WorkerAnswer) => parentPort?.postMessage(value)

parentPort?.on('message', (job: MatchJob) => {
  try {
    answer({ found: findMatches(job) })
  } catch {
    // An expression that goes too deep for the stack throws.
    answer({ found: undefined })
  }
})
answer('ready')
