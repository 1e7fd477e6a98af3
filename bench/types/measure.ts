import { makePrograms, type Programs } from './programs.ts'
import { makeTypesProject, runTsc } from './project.ts'

/** What the compiler says of its work on one program. Counts are the same each time, seconds are the least of the runs. */
export interface TypesFigure {
  readonly checkSeconds: number
  readonly totalSeconds: number
  readonly instantiations: number
  readonly types: number
  readonly memoryMb: number
}

export type TypesFigures = Readonly<Record<keyof Programs, TypesFigure>>

/** Type-checks each program in turn, `runs` times. */
export function measureTypes(tsc: string, tools: number, runs: number): TypesFigures {
  const project = makeTypesProject()
  try {
    const programs = makePrograms(tools)
    const names = Object.keys(programs) as (keyof Programs)[]
    const written = names.map(name => ({
      name,
      tsconfig: project.write(name, programs[name]),
      seen: [] as TypesFigure[],
    }))
    // One thread: several would each instantiate what they share, as many times as the machine has processors.
    const flags = runTsc(tsc, ['--help', '--all']).output.includes('--singleThreaded') ? ['--singleThreaded'] : []
    for (let run = 0; run < runs; run++) {
      for (const { tsconfig, seen } of written) {
        seen.push(readDiagnostics(runTsc(tsc, ['-p', tsconfig, '--extendedDiagnostics', ...flags])))
      }
    }
    return Object.fromEntries(written.map(({ name, seen }) => [name, least(seen)])) as TypesFigures
  } finally {
    project.remove()
  }
}

function readDiagnostics({ status, output }: { readonly status: number | null; readonly output: string }): TypesFigure {
  if (status !== 0) throw new Error(`The program has errors:\n${output.slice(0, 2000)}`)
  const read = (name: string) => {
    const found = new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(output)
    if (!found) throw new Error(`The compiler tells no "${name}":\n${output}`)
    return Number(found[1])
  }
  return {
    checkSeconds: read('Check time'),
    totalSeconds: read('Total time'),
    instantiations: read('Instantiations'),
    types: read('Types'),
    memoryMb: read('Memory used') / 1024,
  }
}

function least(seen: readonly TypesFigure[]): TypesFigure {
  const of = (name: keyof TypesFigure) => Math.min(...seen.map(figure => figure[name]))
  return {
    checkSeconds: of('checkSeconds'),
    totalSeconds: of('totalSeconds'),
    instantiations: of('instantiations'),
    types: of('types'),
    memoryMb: of('memoryMb'),
  }
}
