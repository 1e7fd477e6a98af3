import { isLoopback } from '../loopback.ts'
import type { ConfigProblem } from './problem.ts'
import { nodeAt, type SettingNode } from './tree.ts'

/** Refuses to listen beyond this machine while nobody has to sign in. */
export function checkExposure(tree: SettingNode): readonly ConfigProblem[] {
  const host = nodeAt(tree, ['listen', 'host'])
  if (
    host?.kind !== 'scalar' ||
    typeof host.value !== 'string' ||
    host.value.trim() === '' ||
    isLoopback(host.value.trim())
  )
    return []
  return [
    {
      at: host.at,
      path: 'listen.host',
      reason: `would let everyone who reaches ${host.value} use the tools, because nobody has to sign in (auth: none)`,
      suggestion: 'listen on 127.0.0.1, and put a proxy that signs its users in before it',
    },
  ]
}
