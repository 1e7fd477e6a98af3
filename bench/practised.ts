import type { Contender } from './contenders.ts'
import type { Dialect } from './dialect.ts'
import { practiceVariants } from './servers/practice-variants.ts'

/** What `npm run bench -- --practices` holds against each other for one dialect: floor, SDK, and Lintel with practices. */
export function practisedContenders(dialect: Dialect): readonly Contender[] {
  const asked = dialect === '2026' ? '2026' : '2025'
  const sdk = dialect === '2025-session' ? 'sdk-session.ts' : 'sdk-handler.ts'
  return [
    { name: 'floor', kind: 'floor', dialect: asked, file: 'floor.ts', flags: [] },
    { name: 'SDK', kind: 'sdk', dialect, file: sdk, flags: [] },
    ...variantsOf(dialect).map(name => lintel(name, dialect)),
  ]
}

export const allOn = 'all'
export const allOnCached = 'all, a cached result'

/** Each practice alone costs the same in every dialect. */
function variantsOf(dialect: Dialect): readonly string[] {
  return dialect === '2026' ? Object.keys(practiceVariants) : [allOn, allOnCached]
}

function lintel(name: string, dialect: Dialect): Contender {
  const flags = ['--variant', name, ...(dialect === '2025' ? ['--sessionless'] : [])]
  return { name, kind: 'lintel', dialect, file: 'practised.ts', flags }
}
