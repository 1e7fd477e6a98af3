import type { LoadedConfig } from '../config/load.ts'
import type { ConfigProblem } from '../config/problem.ts'
import { nodeAt } from '../config/tree.ts'
import { nearest } from '../nearest.ts'

/** Practices of tools that the configuration does not offer: a misspelt name would protect nothing. */
export function findUnknownTools({ tree }: LoadedConfig, offered: readonly string[]): readonly ConfigProblem[] {
  const section = nodeAt(tree, ['practices', 'tools'])
  if (section?.kind !== 'map') return []
  const unknown = [...section.entries].filter(([name]) => !offered.includes(name))
  return unknown.map(([name, { keyAt }]) => ({
    at: keyAt,
    path: `practices.tools.${name}`,
    reason: `there is no tool \`${name}\``,
    suggestion: suggest(nearest(name, offered), offered),
  }))
}

function suggest(meant: string | undefined, offered: readonly string[]): string {
  if (meant !== undefined) return `did you mean \`${meant}\`?`
  return offered.length === 0
    ? 'the configuration offers no tools: name a toolkit'
    : '`lintel tools --practices` lists the tools, without this section'
}
