import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { etagOf } from '../etag.ts'
import { openTestbed } from '../testbed.ts'
import { registerGetFileInfo } from './get-file-info.ts'
import { registerReadMediaFile } from './read-media-file.ts'
import { registerReadMultipleFiles } from './read-multiple-files.ts'

const open = () =>
  openTestbed(
    (target, context) => {
      registerReadMediaFile(target, context)
      registerReadMultipleFiles(target, context)
      registerGetFileInfo(target, context)
    },
    { budgets: { textBytes: 1_000, mediaBytes: 1_000, files: 10 } },
  )

test('media come as image, audio or embedded resource, once, by extension', async () => {
  await using bed = await open()
  const bytes = Buffer.from([1, 2, 3])
  const data = bytes.toString('base64')
  for (const [name, mimeType, block] of [
    ['a.PNG', 'image/png', { type: 'image', data, mimeType: 'image/png' }],
    ['b.mp3', 'audio/mpeg', { type: 'audio', data, mimeType: 'audio/mpeg' }],
    ['c.xyz', 'application/octet-stream', undefined],
  ] as const) {
    const path = join(bed.root, name)
    writeFileSync(path, bytes)
    const { content, structuredContent } = await bed.client.callTool({ name: 'read_media_file', arguments: { path } })
    const resource = { type: 'resource', resource: { uri: pathToFileURL(path).href, mimeType, blob: data } }
    assert.deepEqual(content, [block ?? resource])
    assert.deepEqual(structuredContent, { path, mimeType, size: 3, etag: etagOf(bytes) })
  }
})

test('media over the limit are refused with size and limit', async () => {
  await using bed = await open()
  writeFileSync(join(bed.root, 'a.png'), Buffer.alloc(1_000))
  writeFileSync(join(bed.root, 'b.png'), Buffer.alloc(1_001))
  const ok = await bed.client.callTool({ name: 'read_media_file', arguments: { path: 'a.png' } })
  assert.equal(ok.isError, undefined)
  const { code, data } = await bed.call('read_media_file', { path: 'b.png' })
  assert.deepEqual([code, data], ['TOO_LARGE', { size: 1_001, limit: 1_000 }])
})

test('several files come in order, each in its block; one that fails says so in its place', async () => {
  await using bed = await open()
  writeFileSync(join(bed.root, 'a.txt'), 'A')
  writeFileSync(join(bed.root, 'b.txt'), 'B')
  const paths = ['a.txt', '/etc/passwd', 'gone.txt', 'b.txt']
  const { content, structuredContent } = await bed.client.callTool({
    name: 'read_multiple_files',
    arguments: { paths },
  })
  assert.deepEqual(
    content.map(block => (block.type === 'text' ? block.text.slice(0, 30) : undefined)),
    ['a.txt:\nA', '/etc/passwd: Error - The path ', 'gone.txt: Error - There is no ', 'b.txt:\nB'],
  )
  const { files } = structuredContent as { readonly files: readonly Record<string, unknown>[] }
  assert.deepEqual(
    files.map(file => file['etag'] ?? (file['error'] as Record<string, unknown>)['code']),
    [etagOf('A'), 'PATH_OUTSIDE_ROOTS', 'FILE_NOT_FOUND', etagOf('B')],
  )
})

test('files that do not fit together follow by cursor, and one that does not fit alone goes on by read_range', async () => {
  await using bed = await open()
  const paths = ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt', 'f.txt']
  for (const path of paths) writeFileSync(join(bed.root, path), path.charAt(0).repeat(400))
  writeFileSync(join(bed.root, 'c.txt'), 'c'.repeat(1_500))
  const seen: string[] = []
  const sizes: number[] = []
  let cursor: string | undefined
  do {
    const answer = await bed.client.callTool({
      name: 'read_multiple_files',
      arguments: { paths, ...(cursor && { cursor }) },
    })
    const { files, nextCursor } = answer.structuredContent as {
      readonly files: readonly { readonly path: string; readonly end: number; readonly nextCursor?: string }[]
      readonly nextCursor?: string
    }
    seen.push(...files.map(file => file.path.slice(bed.root.length + 1)))
    sizes.push(files.reduce((sum, file) => sum + file.end, 0))
    for (const file of files) assert.equal(file.nextCursor !== undefined, file.path.endsWith('c.txt'))
    cursor = nextCursor
  } while (cursor !== undefined)
  assert.deepEqual(seen, paths)
  assert.ok(
    sizes.every(size => size <= 1_000),
    String(sizes),
  )
})

test('more files than the limit, or none, are refused before any is read', async () => {
  await using bed = await open()
  for (const paths of [[], Array.from({ length: 11 }, () => 'a.txt')]) {
    assert.equal((await bed.call('read_multiple_files', { paths })).code, 'ARGUMENTS_INVALID')
    assert.equal((await bed.call('stat_many', { paths })).code, 'ARGUMENTS_INVALID')
  }
})

test('file info tells of files, directories, roots and links inside, and reads for an etag only where asked', async () => {
  await using bed = await open()
  writeFileSync(join(bed.root, 'a.txt'), 'A', { mode: 0o640 })
  mkdirSync(join(bed.root, 'sub'))
  symlinkSync('../a.txt', join(bed.root, 'sub', 'link'))
  symlinkSync('..', join(bed.root, 'sub', 'up'))
  const file = await bed.call('get_file_info', { path: 'sub/link', etag: true })
  const { path, kind, isLink, size, permissions, etag } = file.structured
  assert.deepEqual(
    [path, kind, isLink, size, permissions, etag],
    [join(bed.root, 'a.txt'), 'file', true, 1, '640', etagOf('A')],
  )
  assert.match(file.text, /^file, 1 B, modified \d{4}-/)
  assert.ok(file.text.endsWith(`Z, etag ${etagOf('A')}`), file.text)
  assert.ok((await bed.call('stat_many', { paths: ['a.txt'], etag: true })).text.endsWith(`, etag ${etagOf('A')}`))
  assert.doesNotMatch((await bed.call('get_file_info', { path: 'a.txt' })).text, /etag/)
  const { structured } = await bed.call('stat_many', { paths: ['a.txt', 'sub', '.', 'sub/up', 'gone', '../outside'] })
  assert.deepEqual(
    (structured['entries'] as readonly Record<string, unknown>[]).map(entry => [
      entry['kind'] ?? (entry['error'] as Record<string, unknown>)['code'],
      entry['etag'],
    ]),
    [
      ['file', undefined],
      ['directory', undefined],
      ['directory', undefined],
      ['directory', undefined],
      ['FILE_NOT_FOUND', undefined],
      ['PATH_OUTSIDE_ROOTS', undefined],
    ],
  )
})

test('nothing is told of what lies at the end of a link to outside', async () => {
  await using bed = await open()
  writeFileSync(join(bed.outside, 'secret.txt'), 'secret')
  symlinkSync(join(bed.outside, 'secret.txt'), join(bed.root, 'link'))
  for (const tool of ['get_file_info', 'read_media_file']) {
    const { code, text } = await bed.call(tool, { path: 'link' })
    assert.equal(code, 'PATH_OUTSIDE_ROOTS')
    assert.ok(!text.includes('secret'))
  }
})
