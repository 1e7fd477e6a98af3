/** The package as users run it. Its types are those of the source. */
const published = new URL('../../dist/index.js', import.meta.url).href
export const { createServer, z } = (await import(published).catch(error => {
  throw new Error('There is no package to measure: npm run build makes it.', { cause: error })
})) as typeof import('../../src/index.ts')
