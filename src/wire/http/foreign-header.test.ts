import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Exchange } from './exchange.ts'
import { foreignHeader } from './foreign-header.ts'

const foreignHeaderOf = (headers: Readonly<Record<string, string>>) =>
  foreignHeader({ header: name => headers[name] } as Exchange)

const addresses = ['x-forwarded-for', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip', 'x-client-ip', 'fly-client-ip']
const foreign: readonly (readonly [name: string, value: string])[] = [
  ...addresses.flatMap(name =>
    ['203.0.113.9', '', 'unknown', '127.0.0.1, 203.0.113.9', '127.evil', '127.0.0.1:99', '2001:db8::7'].map(
      value => [name, value] as const,
    ),
  ),
  ['x-forwarded-host', 'app.example'],
  ['x-forwarded-host', 'localhost.app.example'],
  ['x-forwarded-host', 'localhost, app.example'],
  ['x-forwarded-host', ''],
  ['via', '1.1 nginx'],
  ['via', '1.1 localhost, 1.1 edge.example'],
  ['via', 'localhost'],
  ['via', ''],
  ...[
    'for=203.0.113.9',
    'by=1;for=203.0.113.9',
    'for=127.0.0.1, for=203.0.113.9',
    'for=127.0.0.1;for=203.0.113.9',
    'for=127.0.0.1;host=app.example',
    'for=127.0.0.1;For="[2001:db8::7]"',
    'for=unknown',
    'for=_hidden',
    'proto=https',
    'for=127.0.0.1;',
    'for=127.0.0.1;nonsense',
    'for="127.0.0.1',
    'for="127.0.0.1\\"',
    'for = 127.0.0.1',
    '',
  ].map(value => ['forwarded', value] as const),
]
for (const [name, value] of foreign) {
  test(`${name}: "${value}" does not say that all of it stays on this machine`, () => {
    assert.equal(foreignHeaderOf({ [name]: value }), name)
  })
}

const own: readonly Readonly<Record<string, string>>[] = [
  {},
  ...addresses.map(name => ({ [name]: '127.0.0.1' })),
  { 'x-forwarded-for': '::1, 127.0.0.1' },
  { 'x-forwarded-for': '::ffff:127.0.0.1', 'x-forwarded-host': 'localhost:3000', 'x-forwarded-proto': 'http' },
  { 'x-forwarded-host': '[::1]:3000' },
  { forwarded: 'for=127.0.0.1' },
  { forwarded: 'for="[::1]:4711";proto=http;host="localhost:3000";by=_proxy' },
  { forwarded: 'For=127.0.0.1, for=127.0.0.2:80' },
  { via: '1.1 localhost' },
  { via: 'HTTP/1.1 127.0.0.1:8080 (a proxy)' },
]
for (const headers of own) {
  test(`${JSON.stringify(headers)} stays on this machine`, () => assert.equal(foreignHeaderOf(headers), undefined))
}
