/**
 * Whether an IP address is one of the public internet: not this machine, a private or shared network, link-local (where
 * clouds keep their credentials), multicast, or reserved (IANA special-purpose registries; RFC 6890). An IPv4 address
 * within an IPv6 one (mapped, compatible, NAT64, 6to4, Teredo) is judged as what it leads to.
 */
export function isPublicAddress(address: string): boolean {
  const v4 = parseV4(address)
  if (v4 !== undefined) return isPublicV4(v4)
  const v6 = parseV6(address)
  return v6 !== undefined && isPublicV6(v6)
}

/** Prefixes of IPv4 that lead nowhere public, and their lengths. */
const closedV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]

function isPublicV4(address: number): boolean {
  return !closedV4.some(([prefix, bits]) => address >>> (32 - bits) === (parseV4(prefix) as number) >>> (32 - bits))
}

/** `groups` are the eight of an IPv6 address. Only 2000::/3 is given out (RFC 4291, section 2.4); parts of it are not public either. */
function isPublicV6(groups: readonly number[]): boolean {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups
  const low = ((g << 16) | h) >>> 0
  if (a === 0 && b === 0 && c === 0 && d === 0) {
    // ::ffff:0:0/96 mapped, ::ffff:0:0:0/96 translated, ::/96 compatible.
    const embeds = (e === 0 && (f === 0xffff || f === 0)) || (e === 0xffff && f === 0)
    return embeds && low > 1 && isPublicV4(low)
  }
  if (a === 0x64 && b === 0xff9b && c === 0 && d === 0 && e === 0 && f === 0) return isPublicV4(low)
  if (a >> 13 !== 1) return false
  if (a === 0x2002) return isPublicV4(((b << 16) | c) >>> 0)
  // Teredo (the server, and the client's address with its bits turned), ORCHID, documentation, benchmarking.
  if (a === 0x2001 && b === 0) return isPublicV4(((c << 16) | d) >>> 0) && isPublicV4(~low >>> 0)
  if (a === 0x2001 && b < 0x200) return false
  return !(a === 0x2001 && b === 0xdb8) && !(a === 0x3fff && b < 0x1000)
}

function parseV4(text: string): number | undefined {
  const match = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/.exec(text)
  if (!match) return undefined
  const bytes = match.slice(1).map(Number)
  if (bytes.some(byte => byte > 255)) return undefined
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0)
}

function parseV6(text: string): readonly number[] | undefined {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '')
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(bare)
  const last = dotted ? parseV4(dotted[2]!) : undefined
  if (dotted && last === undefined) return undefined
  const full = dotted
    ? `${dotted[1]}${((last as number) >>> 16).toString(16)}:${((last as number) & 0xffff).toString(16)}`
    : bare
  const [head = '', tail, ...more] = full.split('::')
  if (more.length > 0) return undefined
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = 8 - left.length - right.length
  if (tail === undefined ? gap !== 0 : gap < 1) return undefined
  const groups = [...left, ...Array<string>(Math.max(0, gap)).fill('0'), ...right]
  return groups.every(group => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map(group => Number.parseInt(group, 16))
    : undefined
}
