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

/** A lifetime for results of a tool that writes, where that is why a definition was refused. */
export function findWritingCache({ tree }: LoadedConfig, refusal: string): ConfigProblem | undefined {
  const section = nodeAt(tree, ['practices', 'tools'])
  if (section?.kind !== 'map') return undefined
  for (const [name, { value }] of section.entries) {
    const cache = value.kind === 'map' ? value.entries.get('cache') : undefined
    if (!cache || !refusal.startsWith(`tool "${name}": cache is for tools`)) continue
    const path = `practices.tools.${name}.cache`
    const reason = `results of ${name} cannot be kept: it writes, and has to run each time`
    return { at: cache.keyAt, path, reason, suggestion: 'take it out; `practices.cache` passes by tools that write' }
  }
  return undefined
}

function suggest(meant: string | undefined, offered: readonly string[]): string {
  if (meant !== undefined) return `did you mean \`${meant}\`?`
  return offered.length === 0
    ? 'the configuration offers no tools: name a toolkit'
    : '`lintel tools --practices` lists the tools, without this section'
}
