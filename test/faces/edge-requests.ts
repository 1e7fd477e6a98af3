import { gzipSync } from 'node:zlib'
import type { JsonObject } from '../../src/json.ts'
import { modernDraft } from '../differential/drafts.ts'
import { write } from '../differential/requests.ts'
import type { FaceRequest } from './face-request.ts'

/** Requests at the edges of JSON, of UTF-8 and of HTTP, each of them sent with its length and in pieces. */
export function edgeRequests(): readonly FaceRequest[] {
  return [...bodies(), ...packed(), ...typed()].flatMap(request => [request, { ...request, isChunked: true }])
}

function call(args: JsonObject = { text: 'hallo' }): FaceRequest {
  return { ...write(modernDraft('tools/call', { name: 'echo', arguments: args }, 1, {}, {})), isChunked: false }
}

function bodies(): readonly FaceRequest[] {
  const usual = call()
  const withText = (text: string) => ({ ...usual, body: usual.body.replace('hallo', text) })
  const withMember = (member: string) => ({ ...usual, body: usual.body.replace('{"text"', `{${member},"text"`) })
  const withId = (id: string) => ({ ...usual, body: usual.body.replace('"id":1', `"id":${id}`) })
  const ofBytes = (...bytes: readonly Uint8Array[]) => ({ ...usual, bytes: Buffer.concat(bytes) })
  const [before, after] = usual.body.split('hallo') as [string, string]
  const inText = (bytes: readonly number[]) => ofBytes(Buffer.from(before), Uint8Array.from(bytes), Buffer.from(after))
  const nested = (levels: number) => `"deep":${'['.repeat(levels)}${']'.repeat(levels)}`
  return [
    // Nothing, or hardly anything.
    ...[
      '',
      ' ',
      '\n',
      '{}',
      '[]',
      '[[]]',
      'null',
      'true',
      '0',
      '"text"',
      '{',
      '}',
      `${usual.body} x`,
      `${usual.body}\n\n`,
    ].map(body => ({ ...usual, body })),
    // Byte order marks, and other encodings than UTF-8.
    ofBytes(Uint8Array.of(0xef, 0xbb, 0xbf), Buffer.from(usual.body)),
    ofBytes(Uint8Array.of(0xff, 0xfe), Buffer.from(usual.body, 'utf16le')),
    ofBytes(Buffer.from(usual.body, 'utf16le')),
    // What is no UTF-8: a stray byte, an overlong form, a surrogate, a character broken off, beyond the last one.
    ...[[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0xf4, 0x90, 0x80, 0x80], [0xf0, 0x9f, 0x99]].map(
      inText,
    ),
    // Surrogates without their other half, escapes, characters that JSON does not allow.
    ...['\\ud800', '\\udc00\\ud800', '\\u0000', '\\u2028', '🙂', '\u2028', '\u007f', '\u0001', '\\x', 'é'].map(
      withText,
    ),
    // Members that come twice, or that are something else in JavaScript.
    withMember('"text":"first"'),
    { ...usual, body: usual.body.replace('"method"', '"method":"tools/list","method"') },
    ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', ''].map(name =>
      withMember(`"${name}":{"isAdmin":true}`),
    ),
    { ...usual, body: usual.body.replace('{"jsonrpc"', '{"__proto__":{"id":7},"jsonrpc"') },
    { ...usual, body: `{"__proto__":${usual.body}}` },
    { ...usual, body: `{"__proto__":null,${usual.body.slice(1)}` },
    // Numbers that JavaScript does not hold.
    ...[
      '1e400',
      '-1e400',
      '1e-400',
      '9007199254740993',
      '123456789012345678901234567890',
      '-0',
      '01',
      '1.',
      '.5',
      'NaN',
    ].flatMap(number => [withMember(`"times":${number}`), withId(number)]),
    // Nesting: the arguments are the third level.
    ...[60, 61, 62, 500, 20_000].map(levels => withMember(nested(levels))),
    { ...usual, body: '['.repeat(40_000) },
    { ...usual, body: `${'{"a":'.repeat(64)}1${'}'.repeat(64)}` },
    { ...usual, body: `${'{"a":'.repeat(65)}1${'}'.repeat(65)}` },
  ]
}

/** Bodies under a name of a coding, true or not. */
function packed(): readonly FaceRequest[] {
  const usual = call()
  const zipped = gzipSync(usual.body)
  const under = (coding: string, bytes: Uint8Array) => ({
    ...usual,
    headers: { ...usual.headers, 'content-encoding': coding },
    bytes,
  })
  const plain = Buffer.from(usual.body)
  return [
    under('identity', plain),
    under('', plain),
    under('gzip', zipped),
    under('gzip', zipped.subarray(0, 40)),
    under('gzip', plain),
    under('br', plain),
    under('nonsense', plain),
    under('gzip, gzip', zipped),
  ]
}

/** Types, some of them with a charset that is not that of the body. */
function typed(): readonly FaceRequest[] {
  return ['utf-8', 'UTF-8', 'utf8', 'utf-16le', 'utf-7', 'latin1', '"utf-8"', 'nonsense', ''].map(charset => {
    const usual = call({ text: 'é' })
    return { ...usual, headers: { ...usual.headers, 'content-type': `application/json; charset=${charset}` } }
  })
}
