import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { median } from './measure/median.ts'
import { costPerCall } from './measure/practice-cost.ts'
import { practiceVariants, recordsFolder } from './servers/practice-variants.ts'

/** `node bench/practices.ts [rounds]`: processor time of one call in the process, for each practice alone and for all of them. */
const variant = process.argv[3]
if (variant !== undefined) {
  console.log(await costPerCall(variant))
} else {
  const rounds = Number(process.argv[2] ?? 5)
  const names = Object.keys(practiceVariants)
  const costs = new Map<string, number[]>(names.map(name => [name, []]))
  // Each in a process of its own, one after another, so that none has warmed up for the next.
  for (let round = 0; round < rounds; round++) for (const name of names) costs.get(name)?.push(measure(name))
  rmSync(recordsFolder, { recursive: true, force: true })
  const bare = median(costs.get('none') ?? [])
  for (const [name, seen] of costs) {
    const added = median(seen) - bare
    console.log(
      `${name.padEnd(24)} ${median(seen).toFixed(2)} µs  ${added >= 0 ? '+' : ''}${added.toFixed(2)}  (${seen.map(cost => cost.toFixed(2)).join(' ')})`,
    )
  }
}

function measure(name: string): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), 'one', name], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return Number(stdout)
}
