import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { contenders } from './contenders.ts'
import { measureColdStart } from './measure/cold-start.ts'
import { type HttpFigure, measureHttp } from './measure/http.ts'
import { measureStdio } from './measure/stdio.ts'
import { report } from './report.ts'
import { quickWorkloads, workloads } from './workloads.ts'

/** `npm run bench`: `--quick` for under a minute, `--reverse` for the servers in reversed order, `--json file`. */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    reverse: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
const { quick } = values
const extent = quick
  ? { rounds: 1, seconds: 1, connections: 32, stdioMessages: 20_000, starts: 2 }
  : { rounds: 3, seconds: 4, connections: 32, stdioMessages: 100_000, starts: 7 }
const order = values.reverse ? contenders.toReversed() : contenders

const http: HttpFigure[] = []
for (const workload of workloads) {
  if (!quick || quickWorkloads.includes(workload.name)) http.push(...(await measureHttp(workload, order, extent)))
}
const stdio = await measureStdio(extent.rounds, extent.stdioMessages)
const coldStart = await measureColdStart(extent.starts)

const figures = { http, stdio, coldStart }
console.log(report(figures))
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`)
