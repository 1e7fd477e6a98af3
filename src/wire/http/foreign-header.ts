import { isLoopback } from '../../loopback.ts'
import type { Exchange } from './exchange.ts'

/**
 * The header by which a proxy or a tunnel on this machine tells that it asks for another one, or does not tell for whom.
 * Whoever connects writes them, so they can only shut the door.
 */
export function foreignHeader(exchange: Exchange): string | undefined {
  for (const [name, isOfThisMachine] of tellers) {
    const value = exchange.header(name)
    if (value !== undefined && !value.split(',').every(isOfThisMachine)) return name
  }
  return undefined
}

/** Each with what its elements say where all of it stays on this machine. */
const tellers: readonly (readonly [name: string, isOfThisMachine: (element: string) => boolean])[] = [
  ['x-forwarded-for', isOwnAddress],
  ['x-real-ip', isOwnAddress],
  ['cf-connecting-ip', isOwnAddress],
  ['true-client-ip', isOwnAddress],
  ['x-client-ip', isOwnAddress],
  ['fly-client-ip', isOwnAddress],
  ['x-forwarded-host', isOwnHost],
  ['forwarded', isOwnHop],
  ['via', isOwnGateway],
]

function isOwnAddress(address: string): boolean {
  return isLoopback(address.trim())
}

function isOwnHost(host: string): boolean {
  return isLoopback(host.trim().replace(/:\d{1,5}$/, ''))
}

const pair = /^\s*([a-z]+)=(?:"([^"\\]*)"|([^\s",;=]+))\s*$/i

/** An element of `Forwarded` (RFC 7239, section 4). What is none of them says nothing of this machine. */
function isOwnHop(element: string): boolean {
  const said = new Map<string, string>()
  for (const text of element.split(';')) {
    const [, name = '', quoted, plain = quoted] = pair.exec(text) ?? []
    if (plain === undefined || said.has(name.toLowerCase())) return false
    said.set(name.toLowerCase(), plain)
  }
  const from = said.get('for')
  const host = said.get('host')
  return from !== undefined && isOwnHost(from) && (host === undefined || isOwnHost(host))
}

/** An element of `Via` (RFC 9110, section 7.6.3): a protocol and who received it, the comment after it left out. */
function isOwnGateway(element: string): boolean {
  const [, receivedBy] = /^\s*[\w./-]+\s+([^\s()]+)\s*(?:\([^()]*\))?\s*$/.exec(element) ?? []
  return receivedBy !== undefined && isOwnHost(receivedBy)
}
