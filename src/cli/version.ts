import { readFileSync } from 'node:fs'

/** The version of this package: `package.json` lies as far above the sources as above what is built from them. */
export const version = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version
