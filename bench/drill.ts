import { parseArgs } from 'node:util'
import { drill, faults } from './measure/drill.ts'

/**
 * `node bench/drill.ts`: what a system behind one tool does to the others when it hangs, fails or answers garbage under
 * load. Rounds with and without the fault follow each other, so that they are compared within one run.
 */
const { values } = parseArgs({
  options: { calls: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '3' } },
})

console.log('| the system behind the other tool | p50 ms | p99 ms | answered | how its calls ended | breaker |')
console.log('| --- | --- | --- | --- | --- | --- |')
for (let round = 0; round < Number(values.rounds); round++) {
  for (const fault of faults) {
    const { p50, p99, answered, steady, shaky, isOpen } = await drill(fault, Number(values.calls))
    const ends = Object.entries(shaky).map(([code, count]) => `${code} ${count}`)
    const cells = [fault, p50.toFixed(2), p99.toFixed(2), `${answered} of ${steady}`, ends.join(', ')]
    console.log(`| ${[...cells, isOpen ? 'open' : 'closed'].join(' | ')} |`)
  }
}
