import type { Finding } from './finding.ts'
import { type ListedTool, lintTool } from './lint-tool.ts'

/** Tokens of the whole list, four characters each: what every conversation pays before its first call. */
const mostTokens = 10_000

/** Holds every tool of a server, and all of them together, against the guide. */
export function lintTools(tools: readonly ListedTool[]): readonly Finding[] {
  const tokens = tools.reduce((sum, tool) => sum + Math.ceil(JSON.stringify(tool).length / 4), 0)
  const whole: readonly Finding[] =
    tokens > mostTokens
      ? [
          {
            rule: 'list-tokens',
            tool: undefined,
            path: '',
            problem: `the list of ${tools.length} tools costs about ${tokens} tokens in every conversation`,
            cure: `offer fewer tools at once, or shorter ones: aim below ${mostTokens}`,
          },
        ]
      : []
  return [...tools.flatMap(lintTool), ...whole]
}
