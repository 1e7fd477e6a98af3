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
}

export interface HttpFigure {
  readonly contender: Contender
  readonly workload: string
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly memoryMb: number | undefined
}

interface Entrant {
  readonly contender: Contender
  readonly server: RunningServer
  readonly post: Post
  readonly rounds: LoadResult[]
  readonly memory: number[]
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
    for (let round = 0; round < options.rounds; round++) {
      for (const entrant of entrants) await runRound(entrant, options)
    }
    return entrants.map(entrant => summarise(entrant, workload.name))
  } finally {
    for (const { server } of entrants) await server.stop()
  }
}

async function enter(contender: Contender, workload: Workload): Promise<Entrant> {
  const server = await startServer(contender.file, ['--tools', String(workload.tools), ...contender.flags])
  const sessionId = contender.dialect === '2025-session' ? await openSession(server.url) : undefined
  const post = write(contender.dialect, workload.method, workload.params, sessionId)
  await verifyAnswer(server.url, post, workload, contender.name)
  return { contender, server, post, rounds: [], memory: [] }
}

async function runRound({ server, post, rounds, memory, contender }: Entrant, options: HttpOptions): Promise<void> {
  const { connections, seconds } = options
  const result = await load({ url: server.url, post, connections, seconds })
  if (result.errors > 0) throw new Error(`${contender.name}: ${result.errors} requests failed under load.`)
  rounds.push(result)
  const megabytes = await server.memory()
  if (megabytes !== undefined) memory.push(megabytes)
}

function summarise({ contender, rounds, memory }: Entrant, workload: string): HttpFigure {
  return {
    contender,
    workload,
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
    memoryMb: memory.length === 0 ? undefined : Math.max(...memory),
  }
}
