import { rm, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { contenders } from './contenders.ts'
import { hosts } from './hosts.ts'
import { measureColdStart } from './measure/cold-start.ts'
import { type HostFigure, measureFetchFace, measureHosts } from './measure/hosts.ts'
import { type HttpFigure, measureHttp } from './measure/http.ts'
import { measureStdio } from './measure/stdio.ts'
import { allOn, practisedContenders } from './practised.ts'
import { report } from './report.ts'
import { reportHosts } from './report-hosts.ts'
import { reportPractices } from './report-practices.ts'
import { recordsFolder } from './servers/practice-variants.ts'
import { oneCall, practisedWorkloads, quickWorkloads, workloads } from './workloads.ts'

/**
 * `npm run bench`: `--quick` for about a minute, `--reverse` for the servers in reversed order, `--hosts` for nothing but
 * what Lintel costs mounted in other hosts, `--practices` for nothing but what the practices cost, `--json file`.
 */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    reverse: { type: 'boolean', default: false },
    hosts: { type: 'boolean', default: false },
    practices: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
const { quick } = values
const extent = quick
  ? { rounds: 1, seconds: 1, connections: 32, stdioMessages: 20_000, starts: 2 }
  : { rounds: 3, seconds: 4, connections: 32, stdioMessages: 100_000, starts: 7 }
const practiceExtent = { ...extent, rounds: quick ? 1 : 5, seconds: quick ? 1 : 2, warmUp: quick ? 1 : 2 }
const hostExtent = quick
  ? { rounds: 1, seconds: 1, connections: 32, warmUp: 1, fetchCalls: 100_000 }
  : { rounds: 7, seconds: 3, connections: 32, warmUp: 2, fetchCalls: 400_000 }

const figures = await measure()
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`)

async function measure(): Promise<object> {
  if (values.practices) return { practices: await measurePractices() }
  const measured = await measureHosting()
  if (values.hosts) return { hosts: measured }
  const practices = await measurePractices()
  return { ...(await measureServers()), hosts: measured, practices }
}

async function measurePractices(): Promise<readonly HttpFigure[]> {
  const all: HttpFigure[] = []
  for (const dialect of ['2026', '2025', '2025-session'] as const) {
    for (const workload of practisedWorkloads) {
      const contenders = practisedContenders(dialect).filter(
        ({ name, kind }) => workload.tools === 1 || kind !== 'lintel' || name === allOn,
      )
      const order = values.reverse ? contenders.toReversed() : contenders
      const figures = await measureHttp(workload, order, practiceExtent).finally(removeRecords)
      const inOrder = values.reverse ? figures.toReversed() : figures
      console.log(reportPractices(`${dialect}, ${workload.name}`, inOrder))
      all.push(...inOrder)
    }
  }
  return all
}

function removeRecords(): Promise<void> {
  return rm(recordsFolder, { recursive: true, force: true })
}

async function measureHosting(): Promise<readonly HostFigure[]> {
  const pairs = values.reverse ? hosts.toReversed() : hosts
  const hosted = await measureHosts(pairs, oneCall, hostExtent)
  const all = [...hosted, await measureFetchFace(hostExtent.rounds, hostExtent.fetchCalls)]
  console.log(reportHosts(all))
  return all
}

async function measureServers() {
  const order = values.reverse ? contenders.toReversed() : contenders
  const http: HttpFigure[] = []
  for (const workload of workloads) {
    if (!quick || quickWorkloads.includes(workload.name)) http.push(...(await measureHttp(workload, order, extent)))
  }
  const stdio = await measureStdio(extent.rounds, extent.stdioMessages)
  const coldStart = await measureColdStart(extent.starts)
  const servers = { http, stdio, coldStart }
  console.log(report(servers))
  return servers
}
