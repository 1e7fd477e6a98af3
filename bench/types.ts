import { parseArgs } from 'node:util'
import { row } from './row.ts'
import { measureTypes, type TypesFigure } from './types/measure.ts'
import { ownTsc, runTsc } from './types/project.ts'

/** Prints what type-checking a server costs beside its zod schemas: `node bench/types.ts [--tools 200] [--runs 5] [--tsc path/to/bin/tsc]`. */
const { values } = parseArgs({
  options: {
    tools: { type: 'string', default: '200' },
    runs: { type: 'string', default: '5' },
    tsc: { type: 'string', default: ownTsc },
  },
})
const figures = measureTypes(values.tsc, Number(values.tools), Number(values.runs))
const { server, functions, schemas } = figures

console.log(
  `TypeScript ${runTsc(values.tsc, ['--version']).output.trim().replace('Version ', '')}, ${values.tools} tools`,
)
console.log(row('', 'check s', 'total s', 'instantiations', 'types', 'MB'))
console.log(line('a server', server))
console.log(line('plain functions, zod types', functions))
console.log(line('schemas declared', schemas))
console.log(ratio('server over functions', server, functions))
console.log(ratio('server over schemas', server, schemas))
console.log(ratio('functions over schemas', functions, schemas))

function line(name: string, { checkSeconds, totalSeconds, instantiations, types, memoryMb }: TypesFigure): string {
  return row(
    name,
    checkSeconds.toFixed(3),
    totalSeconds.toFixed(3),
    String(instantiations),
    String(types),
    memoryMb.toFixed(0),
  )
}

function ratio(name: string, a: TypesFigure, b: TypesFigure): string {
  const times = (member: keyof TypesFigure) => `${(a[member] / b[member]).toFixed(2)}x`
  return row(
    name,
    times('checkSeconds'),
    times('totalSeconds'),
    times('instantiations'),
    times('types'),
    times('memoryMb'),
  )
}
