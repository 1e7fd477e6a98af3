import type { TestEvent } from 'node:test/reporters'

/**
 * A `node:test` reporter that fails the run where a test was skipped or left to do and `CI` is set, and says which.
 * Elsewhere it only says so: a service that a test needs may be missing on a laptop, never in CI.
 */
export default async function* refuseSkips(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const skipped: string[] = []
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const why = data.skip ?? data.todo
    if (why === undefined || why === false) continue
    skipped.push(`${data.name} (${data.file ?? 'unknown file'})${typeof why === 'string' ? `: ${why}` : ''}`)
  }
  if (skipped.length === 0) return
  yield `\n${skipped.length} skipped:\n${skipped.map(line => `  ${line}\n`).join('')}`
  if (process.env.CI) {
    yield 'A skipped test counts as a failure in CI.\n'
    process.exitCode = 1
  }
}
