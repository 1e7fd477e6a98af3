import type { Contender } from '../contenders.ts'
import { openSession, type Post, write } from '../dialect.ts'
import { type LoadResult, load } from '../load/load.ts'
import type { Workload } from '../workloads.ts'
import { median } from './median.ts'
import { type RunningServer, startServer } from './start-server.ts'
import { verifyAnswer } from './verify-answer.ts'

export interface HttpOptions {
  readonly rounds: number
  readonly seconds: number
  readonly connections: number
  /** Seconds of load on each server before anything counts. */
  readonly warmUp?: number
}

export interface HttpFigure {
  readonly contender: Contender
  readonly workload: string
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly memoryMb: number | undefined
  /** Microseconds of processor time for a request, round by round; of all time where the system does not tell. */
  readonly micros: readonly number[]
}

interface Entrant {
  readonly contender: Contender
  readonly server: RunningServer
  readonly post: Post
  readonly rounds: LoadResult[]
  readonly memory: number[]
  readonly micros: number[]
}

/** Loads every contender with one workload: all started and checked first, then in turn, round by round. */
export async function measureHttp(
  workload: Workload,
  contenders: readonly Contender[],
  options: HttpOptions,
): Promise<readonly HttpFigure[]> {
  const entrants: Entrant[] = []
  try {
    for (const contender of contenders) entrants.push(await enter(contender, workload))
    if (options.warmUp !== undefined) {
      for (const { server, post } of entrants)
        await load({ url: server.url, post, connections: options.connections, seconds: options.warmUp })
    }
    for (let round = 0; round < options.rounds; round++) {
      for (const entrant of entrants) await runRound(entrant, options)
    }
    return entrants.map(entrant => summarise(entrant, workload.name))
  } finally {
    for (const { server } of entrants) await server.stop()
  }
}

async function enter(contender: Contender, workload: Workload): Promise<Entrant> {
  const server = await startServer(
    contender.file,
    ['--tools', String(workload.tools), ...contender.flags],
    contender.runtime,
  )
  const sessionId = contender.dialect === '2025-session' ? await openSession(server.url) : undefined
  const post = write(contender.dialect, workload.method, workload.params, sessionId)
  await verifyAnswer(server.url, post, workload, contender.name)
  return { contender, server, post, rounds: [], memory: [], micros: [] }
}

async function runRound(entrant: Entrant, { connections, seconds }: HttpOptions): Promise<void> {
  const { server, post, rounds, memory, micros, contender } = entrant
  const before = await server.processorTime()
  const result = await load({ url: server.url, post, connections, seconds })
  if (result.errors > 0) throw new Error(`${contender.name}: ${result.errors} requests failed under load.`)
  const after = await server.processorTime()
  rounds.push(result)
  micros.push(before === undefined || after === undefined ? 1e6 / result.perSecond : (after - before) / result.requests)
  const megabytes = await server.memory()
  if (megabytes !== undefined) memory.push(megabytes)
  await untilQuiet(server)
}

/** What a slow server still works on when its load is over would be time taken from the next. */
async function untilQuiet(server: RunningServer): Promise<void> {
  for (let looks = 0; looks < 20; looks++) {
    const before = await server.processorTime()
    await new Promise(resolve => setTimeout(resolve, 100))
    if ((await server.processorTime()) === before) return
  }
}

function summarise({ contender, rounds, memory, micros }: Entrant, workload: string): HttpFigure {
  return {
    contender,
    workload,
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
    memoryMb: memory.length === 0 ? undefined : Math.max(...memory),
    micros,
  }
}
