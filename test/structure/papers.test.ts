import assert from 'node:assert/strict'
import { existsSync, globSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { test } from 'node:test'
import { readText, root } from './source-tree.ts'

const papers = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...globSync('docs/*.md', { cwd: root }),
].map(path => path.replaceAll('\\', '/'))

/** Beginnings by which a word in code style is known to be a path of this repository. */
const folders = /^(?:\.ci|bench|bin|console|docs|examples|scripts|src|test|workspace)\//

for (const paper of papers) {
  test(`every path that ${paper} names exists, and so does every heading that it links to`, () => {
    const text = readText(paper)
    const linked = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(match => match[1]!).filter(link => !/^[a-z]+:/.test(link))
    const named = [...text.matchAll(/`([^`\s]+)`/g)].map(match => match[1]!).filter(word => folders.test(word))
    assert.deepEqual(
      linked.filter(link => !leads(paper, link)),
      [],
      'links',
    )
    assert.deepEqual(
      named.filter(path => !existsSync(join(root, path))),
      [],
      'paths',
    )
  })
}

test('every npm script that a page names is one', () => {
  const { scripts } = JSON.parse(readText('package.json')) as { readonly scripts: Readonly<Record<string, string>> }
  const named = papers.flatMap(paper =>
    [...readText(paper).matchAll(/\bnpm (?:run (?:--silent |-s )?([a-z-]+)|(start|test)\b)/g)].map(
      match => match[1] ?? match[2]!,
    ),
  )
  assert.ok(named.length > 5)
  assert.deepEqual(
    named.filter(name => !(name in scripts)),
    [],
  )
})

test('every file that an npm script starts exists', () => {
  const { scripts } = JSON.parse(readText('package.json')) as { readonly scripts: Readonly<Record<string, string>> }
  const started = Object.values(scripts).flatMap(script =>
    [...script.matchAll(/[\w./*-]+\.(?:ts|json)\b/g)].map(match => match[0]),
  )
  assert.deepEqual(
    started.filter(path => !path.includes('*') && !existsSync(join(root, path))),
    [],
  )
})

test('the JSON and YAML that a page shows can be read', async () => {
  const { parse } = await import('yaml')
  for (const paper of papers) {
    for (const [, kind, text] of readText(paper).matchAll(/^```(json|yaml)\n([\s\S]*?)^```$/gm)) {
      assert.doesNotThrow(() => (kind === 'json' ? JSON.parse(text!) : parse(text!)), `${paper}:\n${text}`)
    }
  }
})

function leads(paper: string, link: string): boolean {
  const [path = '', heading] = link.split('#')
  const target = path === '' ? paper : posix.join(dirname(paper), path)
  if (!existsSync(join(root, target))) return false
  return heading === undefined || headings(target).includes(heading)
}

/** The anchors of a page's headings, as GitHub makes them. */
function headings(page: string): readonly string[] {
  return [...readText(page).matchAll(/^#+ (.+)$/gm)].map(match =>
    match[1]!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}
