import { Worker } from 'node:worker_threads'
import { refusal } from '../refusals.ts'
import type { MatchJob } from './find-matches.ts'
import type { WorkerAnswer } from './match-worker.ts'

/** What one job may take. */
const jobMs = 500
/** Jobs that wait for the thread; beyond, a job is refused. */
export const maxWaitingJobs = 100

interface Waiting {
  readonly job: MatchJob
  readonly settle: (found: readonly number[] | undefined) => void
}

/**
 * A regular expression may take exponential time, and nothing but the end of its thread stops it. So what could go
 * astray runs in a thread of its own, one job after the other, which is ended where a job takes over half a second:
 * the event loop goes on meanwhile. The thread starts with the first job, and does not keep the process alive.
 */
class MatchThread {
  readonly #queue: Waiting[] = []
  #running: Waiting | undefined
  #worker: Worker | undefined
  #ready = false
  #deadline: NodeJS.Timeout | undefined

  /** As `findMatches`; undefined where it takes too long. Throws MATCHING_BUSY and the signal's reason. */
  async find(job: MatchJob, signal: AbortSignal): Promise<readonly number[] | undefined> {
    signal.throwIfAborted()
    if (this.#queue.length >= maxWaitingJobs) throw refusal('MATCHING_BUSY')
    const { promise, resolve, reject } = Promise.withResolvers<readonly number[] | undefined>()
    const waiting: Waiting = { job, settle: resolve }
    // One that runs already is left to its end, which is near: to start the thread anew would cost more.
    const cancel = () => {
      const at = this.#queue.indexOf(waiting)
      if (at !== -1) this.#queue.splice(at, 1)
      reject(signal.reason)
    }
    signal.addEventListener('abort', cancel, { once: true })
    this.#queue.push(waiting)
    this.#next()
    try {
      return await promise
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }

  #next(): void {
    if (this.#running) return
    this.#running = this.#queue.shift()
    if (!this.#running) return
    this.#worker ??= this.#start()
    const worker = this.#worker
    worker.ref()
    if (this.#ready) this.#send(worker, this.#running)
  }

  #start(): Worker {
    const url = new URL(import.meta.url.endsWith('.ts') ? './match-worker.ts' : './match-worker.js', import.meta.url)
    const worker = new Worker(url, { execArgv: [], env: {}, resourceLimits: { maxOldGenerationSizeMb: 512 } })
    worker.on('message', (answer: WorkerAnswer) => {
      if (worker !== this.#worker) return
      if (answer !== 'ready') return this.#finish(answer.found)
      this.#ready = true
      if (this.#running) this.#send(worker, this.#running)
    })
    // One that ran out of memory; its end follows.
    worker.on('error', () => {})
    worker.on('exit', () => {
      if (worker === this.#worker) this.#end()
    })
    return worker
  }

  #send(worker: Worker, { job }: Waiting): void {
    this.#deadline = setTimeout(() => this.#end(), jobMs)
    worker.postMessage(job)
  }

  #finish(found: readonly number[] | undefined): void {
    clearTimeout(this.#deadline)
    this.#worker?.unref()
    this.#running?.settle(found)
    this.#running = undefined
    this.#next()
  }

  #end(): void {
    const worker = this.#worker
    this.#worker = undefined
    this.#ready = false
    void worker?.terminate()
    this.#finish(undefined)
  }
}

const thread = new MatchThread()

/** `findMatches` in a thread of its own; undefined where it takes too long. Throws MATCHING_BUSY and the signal's reason. */
export function findMatchesApart(job: MatchJob, signal: AbortSignal): Promise<readonly number[] | undefined> {
  return thread.find(job, signal)
}
