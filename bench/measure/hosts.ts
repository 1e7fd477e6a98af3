import { fileURLToPath } from 'node:url'
import type { Contender } from '../contenders.ts'
import type { HostPair } from '../hosts.ts'
import type { Workload } from '../workloads.ts'
import { type HttpOptions, measureHttp } from './http.ts'
import { runPinned } from './pin.ts'

/** Microseconds of processor time for a call, round by round: one round of both stands beside each other in time. */
export interface HostFigure {
  readonly name: string
  readonly bare: readonly number[]
  readonly mounted: readonly number[]
}

/** What Lintel costs in each host, over the host's own echo. */
export async function measureHosts(
  pairs: readonly HostPair[],
  workload: Workload,
  options: HttpOptions,
): Promise<readonly HostFigure[]> {
  const contenders = pairs.flatMap(({ bare, mounted }) => [bare, mounted])
  const measured = await measureHttp(workload, contenders, options)
  const microsOf = (one: Contender) => measured.find(({ contender }) => contender === one)?.micros ?? []
  return pairs.map(({ name, bare, mounted }) => ({ name, bare: microsOf(bare), mounted: microsOf(mounted) }))
}

/** The same of the `fetch` face alone, in a process without a network. */
export async function measureFetchFace(rounds: number, calls: number): Promise<HostFigure> {
  const bare: number[] = []
  const mounted: number[] = []
  for (let round = 0; round < rounds; round++) {
    bare.push(await runFace(calls))
    mounted.push(await runFace(calls, '--lintel'))
  }
  return { name: 'fetch alone, in the process', bare, mounted }
}

async function runFace(calls: number, ...flags: readonly string[]): Promise<number> {
  const file = fileURLToPath(new URL('../servers/fetch-face.ts', import.meta.url))
  return Number(await runPinned('server', process.execPath, [file, String(calls), ...flags]))
}
