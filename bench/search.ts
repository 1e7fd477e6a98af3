/**
 * search_files over a tree of 100,000 files: the reference server and Lintel, both over stdio, the same questions, in
 * turn. Fails where the answers differ. Usage: node bench/search.ts [--files 100000] [--rounds 3] [--json FILE]
 */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeTree } from './measure/make-tree.ts'
import { median } from './measure/median.ts'
import { SearchClient, type SearchResult } from './measure/search-client.ts'

const reference = fileURLToPath(
  new URL('../node_modules/@modelcontextprotocol/server-filesystem/dist/index.js', import.meta.url),
)
const lintel = fileURLToPath(new URL('./servers/filesystem-lintel.ts', import.meta.url))

const questions = [
  { name: 'few matches', pattern: '**/needle-*.txt' },
  { name: 'a tenth matches', pattern: '**/*.md' },
]

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
})

const root = realpathSync(mkdtempSync(join(tmpdir(), 'lintel-bench-search-')))
try {
  makeTree(root, Number(values.files))
  await using theirs = new SearchClient(reference, root)
  await using ours = new SearchClient(lintel, root)
  await theirs.connect()
  await ours.connect()
  const rows = []
  for (const { name, pattern } of questions) {
    const rounds: { readonly theirs: SearchResult; readonly ours: SearchResult }[] = []
    for (let round = 0; round < Number(values.rounds); round++) {
      const pair = { theirs: await theirs.search(root, pattern), ours: await ours.search(root, pattern) }
      checkSame(pair.theirs, pair.ours)
      rounds.push(pair)
    }
    rows.push(summarise(name, rounds))
  }
  const memory = { reference: theirs.peakMemory(), lintel: ours.peakMemory() }
  console.table(rows)
  console.log(`Peak memory in MB: reference ${memory.reference?.toFixed(0)}, Lintel ${memory.lintel?.toFixed(0)}`)
  if (values.json)
    writeFileSync(values.json, `${JSON.stringify({ files: Number(values.files), rows, memory }, null, 2)}\n`)
} finally {
  rmSync(root, { recursive: true, force: true })
}

function checkSame(theirs: SearchResult, ours: SearchResult): void {
  const [one, other] = [theirs.paths.toSorted(), ours.paths.toSorted()]
  if (one.length !== other.length || one.some((path, at) => path !== other[at])) {
    throw new Error(`The answers differ: ${one.length} and ${other.length} paths`)
  }
}

function summarise(name: string, rounds: readonly { readonly theirs: SearchResult; readonly ours: SearchResult }[]) {
  const last = rounds.at(-1)!
  const referenceSeconds = median(rounds.map(round => round.theirs.seconds))
  const lintelSeconds = median(rounds.map(round => round.ours.seconds))
  return {
    question: name,
    matches: last.ours.paths.length,
    referenceSeconds: Number(referenceSeconds.toFixed(3)),
    lintelSeconds: Number(lintelSeconds.toFixed(3)),
    ratio: Number((referenceSeconds / lintelSeconds).toFixed(1)),
    referenceBytes: last.theirs.bytes,
    lintelBytes: last.ours.bytes,
    lintelPages: last.ours.pages,
  }
}
