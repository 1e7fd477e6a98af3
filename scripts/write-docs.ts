import { readFileSync, writeFileSync } from 'node:fs'
import { fillPage, pages } from './pages/fill-page.ts'

/** Writes the tables of the documentation anew, from the source that they describe. */
for (const page of pages) {
  const url = new URL(`../${page}`, import.meta.url)
  writeFileSync(url, fillPage(readFileSync(url, 'utf8')))
}
