import { type ProfileName, profiles, type SchemaProfile } from './profile.ts'

/**
 * By the name that a client says of itself (`clientInfo.name`), in lower case and with one dash for all that is no
 * letter or digit. Clients that hand schemas on to a model's interface as they are need what that interface takes.
 */
const byClient: readonly (readonly [RegExp, ProfileName])[] = [
  // gemini-cli-mcp-client, antigravity-client
  [/^(?:gemini|google|antigravity)(?:-|$)/, 'gemini'],
  // claude-ai, claude-code; codex-mcp-client, openai-mcp, ChatGPT: a choice at the root ends the whole conversation.
  [/^(?:claude|anthropic|openai|chatgpt|codex)(?:-|$)/, 'plain-root'],
  // Editors and agents that hand on to either of those, some of which lose $defs besides:
  // Visual Studio Code (- Insiders), cursor-vscode, windsurf-client, Zed, JetBrains-IU/copilot-intellij, Xcode-copilot-xcode
  [/^(?:visual-studio-code|vscode|cursor|windsurf|zed|jetbrains|xcode|kiro|q-dev-cli)(?:-|$)/, 'plain-root'],
  // github-copilot-developer, copilot-…, opencode, Cline, Roo-Code, Kilo-Code, goose, amp-mcp-client, factory-cli, crush
  [/(?:^|-)copilot(?:-|$)/, 'plain-root'],
  [/^(?:opencode|cline|roo-code|kilo-code|goose|amp|factory-cli|crush|continue|warp)(?:-|$)/, 'plain-root'],
  // Kimi refuses references that are not below $defs.
  [/^kimi(?:-|$)/, 'expanded'],
]

/** Names come from outside, so that only so many are kept. */
const maxKept = 1000
const longestName = 200
const kept = new Map<string, SchemaProfile>()

/** The profile for a client; `standard` for everyone that is not known to want less. */
export function profileFor(clientName: unknown): SchemaProfile {
  if (typeof clientName !== 'string' || clientName.length > longestName) return profiles.standard
  const before = kept.get(clientName)
  if (before) return before
  const plain = clientName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  const profile = profiles[byClient.find(([shape]) => shape.test(plain))?.[1] ?? 'standard']
  if (kept.size >= maxKept) kept.clear()
  kept.set(clientName, profile)
  return profile
}
