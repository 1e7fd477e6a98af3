import { writeFileSync } from 'node:fs'
import { profileNames, profiles } from '../../src/profiles/profile.ts'
import { corpus } from './corpus.ts'

/** Writes the expected forms anew: read the difference, and format it, before you keep it. */
for (const [name, schema] of Object.entries(corpus)) {
  const forms = Object.fromEntries(profileNames.map(profile => [profile, profiles[profile].rewrite(schema)]))
  writeFileSync(new URL(`golden/${name}.json`, import.meta.url), `${JSON.stringify(forms, null, 2)}\n`)
}
