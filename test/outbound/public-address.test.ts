import assert from 'node:assert/strict'
import { BlockList } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { isPublicAddress } from '../../src/outbound/public-address.ts'

/** IANA IPv4 Special-Purpose Address Registry, multicast and reserved space. */
const closedV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
/** IANA IPv6 Special-Purpose Address Registry, without what embeds IPv4. Only 2000::/3 is given out at all. */
const closedV6 = ['2001::/23', '2001:db8::/32', '3fff::/20']

const v4 = new BlockList()
for (const range of closedV4) add(v4, range, 'ipv4')
const v6 = new BlockList()
for (const range of closedV6) add(v6, range, 'ipv6')
const global = new BlockList()
add(global, '2000::/3', 'ipv6')

function add(list: BlockList, range: string, family: 'ipv4' | 'ipv6'): void {
  const [prefix, bits] = range.split('/')
  list.addSubnet(prefix!, Number(bits), family)
}

/** Any address, and often one at or beside the edge of a range. */
const edges = closedV4.flatMap(range => {
  const [prefix, bits] = range.split('/')
  const first = prefix!.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
  const last = first + 2 ** (32 - Number(bits)) - 1
  return [first - 1, first, last, last + 1].map(value => ((value % 2 ** 32) + 2 ** 32) % 2 ** 32)
})
const v4Number = fc.oneof(fc.nat({ max: 2 ** 32 - 1 }), fc.constantFrom(...edges))
const dotted = (value: number) => [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256).join('.')
const groups = (value: number) => `${Math.floor(value / 65_536).toString(16)}:${(value % 65_536).toString(16)}`
const isOpen = (value: number) => !v4.check(dotted(value), 'ipv4')

test('an IPv4 address is public where no range of the IANA registries holds it', () => {
  fc.assert(
    fc.property(v4Number, value => {
      assert.equal(isPublicAddress(dotted(value)), isOpen(value), dotted(value))
    }),
    { numRuns: 20_000 },
  )
})

test('an IPv6 address is public where it is given out and no range of the IANA registries holds it', () => {
  const head = fc.oneof(
    fc.nat({ max: 0xffff }),
    fc.constantFrom(0x2000, 0x2001, 0x2003, 0x3ffe, 0x3fff, 0x4000, 0xfe80),
  )
  const address = fc.tuple(head, fc.array(fc.nat({ max: 0xffff }), { minLength: 7, maxLength: 7 }))
  fc.assert(
    fc.property(address, ([first, rest]) => {
      const text = [first, ...rest].map(group => group.toString(16)).join(':')
      const embeds = first === 0x2002 || first === 0x64 || first === 0 || (first === 0x2001 && rest[0] === 0)
      fc.pre(!embeds)
      assert.equal(isPublicAddress(text), global.check(text, 'ipv6') && !v6.check(text, 'ipv6'), text)
    }),
    { numRuns: 20_000 },
  )
})

test('an IPv6 address that leads to an IPv4 one is judged as that one', () => {
  fc.assert(
    fc.property(v4Number, value => {
      const text = dotted(value)
      const turned = 2 ** 32 - 1 - value
      const open = isOpen(value)
      const embedded = {
        mapped: `::ffff:${text}`,
        'mapped in hexadecimal': `::ffff:${groups(value)}`,
        'mapped, in full': `0:0:0:0:0:ffff:${groups(value)}`,
        translated: `::ffff:0:${text}`,
        NAT64: `64:ff9b::${text}`,
        '6to4': `2002:${groups(value)}::1`,
        'Teredo server': `2001:0:${groups(value)}:0:0:${groups(2 ** 32 - 1 - 0x5db8d822)}`,
        'Teredo client': `2001:0:5db8:d822:0:0:${groups(turned)}`,
      }
      for (const [how, address] of Object.entries(embedded))
        assert.equal(isPublicAddress(address), open, `${how} ${address}`)
      if (value > 1) assert.equal(isPublicAddress(`::${text}`), open, `compatible ::${text}`)
    }),
    { numRuns: 5000 },
  )
})

test('what is no address is not public', () => {
  for (const text of [
    '',
    'example.com',
    '1.2.3',
    '256.1.1.1',
    '010.8.8.8',
    '1.2.3.4.5',
    '::1::',
    ':::',
    '2606:4700::1::1',
    'g::1',
    '[::',
    '::',
    '::1',
  ])
    assert.equal(isPublicAddress(text), false, text)
  assert.ok(isPublicAddress('93.184.216.34'))
  assert.ok(isPublicAddress('[2606:4700:4700::1111]'))
})
