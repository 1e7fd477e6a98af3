import type { Finding } from './finding.ts'
import { type ListedTool, lintTool } from './lint-tool.ts'
import { tokensOf } from './tool-rules.ts'

/** Tokens of the whole list: what a conversation may pay before its first call. */
const mostTokens = 10_000

/** Holds every tool of a server, and all of them together, against what agents need. */
export function lintTools(tools: readonly ListedTool[]): readonly Finding[] {
  return [...tools.flatMap(lintTool), ...checkWhole(tools)]
}

function checkWhole(tools: readonly ListedTool[]): readonly Finding[] {
  const tokens = tools.reduce((sum, tool) => sum + tokensOf(tool), 0)
  if (tokens <= mostTokens) return []
  const problem = `the list of ${tools.length} tools is about ${tokens} tokens`
  const cure = `offer fewer tools at once, or shorter ones: aim below ${mostTokens}`
  return [{ rule: 'list-tokens', tool: undefined, path: '', problem, cure }]
}
