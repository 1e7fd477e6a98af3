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

/** 127.0.0.0/8 (RFC 1122, section 3.2.1.3), ::1 (RFC 4291, section 2.5.3) and the name that stands for them (RFC 6761). */
function isLoopback(host: string): boolean {
  const name = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/^::ffff:/, '')
  return name === 'localhost' || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name)
}
