import { type ProfileName, profiles, type SchemaProfile } from './profile.ts'

/** What of a tool's result a client hands to its model. Those that read structured content leave the text out where there is any; the others leave structured content out. */
export type Reads = 'text' | 'structured' | 'unknown'

/** What is known of a client. */
interface Known {
  readonly profile: ProfileName
  readonly reads?: Reads
}

/**
 * By the name that a client says of itself (`clientInfo.name`), in lower case and with one dash for all that is no
 * letter or digit; the first row that matches counts. Clients that hand schemas on to a model's interface as they are
 * need what that interface takes.
 */
const clients: readonly (readonly [name: RegExp, known: Known])[] = [
  [/^claude-code$/, { profile: 'plain-root', reads: 'structured' }],
  [/^claude-ai$/, { profile: 'plain-root', reads: 'text' }],
  [/^cursor-vscode$/, { profile: 'plain-root', reads: 'structured' }],
  [/^opencode$/, { profile: 'plain-root', reads: 'text' }],
  // What the Python SDK says where its user says nothing.
  [/^mcp$/, { profile: 'standard', reads: 'text' }],
  // gemini-cli-mcp-client, antigravity-client
  [/^(?:gemini|google|antigravity)(?:-|$)/, { profile: 'gemini' }],
  // claude-…; codex-mcp-client, openai-mcp, ChatGPT: a choice at the root ends the whole conversation.
  [/^(?:claude|anthropic|openai|chatgpt|codex)(?:-|$)/, { profile: 'plain-root' }],
  // Editors and agents that hand on to either of those, some of which lose $defs besides:
  // Visual Studio Code (- Insiders), windsurf-client, Zed, JetBrains-IU/copilot-intellij, Xcode-copilot-xcode
  [
    /^(?:visual-studio-code|vscode|cursor|windsurf|zed|jetbrains|xcode|kiro|q-dev-cli)(?:-|$)/,
    { profile: 'plain-root' },
  ],
  // github-copilot-developer, copilot-…, Cline, Roo-Code, Kilo-Code, goose, amp-mcp-client, factory-cli, crush
  [/(?:^|-)copilot(?:-|$)/, { profile: 'plain-root' }],
  [
    /^(?:opencode|cline|roo-code|kilo-code|goose|amp|factory-cli|crush|continue|warp)(?:-|$)/,
    { profile: 'plain-root' },
  ],
  // Kimi refuses references that are not below $defs.
  [/^kimi(?:-|$)/, { profile: 'expanded' }],
]
const stranger: Known = { profile: 'standard' }

/** Names come from outside, so that only so many are kept. */
const maxKept = 1000
const longestName = 200
const kept = new Map<string, Known>()

/** The profile for a client; `standard` for everyone that is not known to want less. */
export function profileFor(clientName: unknown): SchemaProfile {
  return profiles[find(clientName).profile]
}

/** What a client reads of a result. */
export function readsFor(clientName: unknown): Reads {
  return find(clientName).reads ?? 'unknown'
}

function find(clientName: unknown): Known {
  if (typeof clientName !== 'string' || clientName.length > longestName) return stranger
  const before = kept.get(clientName)
  if (before) return before
  const plain = clientName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  const known = clients.find(([name]) => name.test(plain))?.[1] ?? stranger
  if (kept.size >= maxKept) kept.clear()
  kept.set(clientName, known)
  return known
}
