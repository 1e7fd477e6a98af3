import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { makeTypesProject, ownTsc, runTsc } from '../../bench/types/project.ts'
import { readErrors } from './read-errors.ts'
import { wrongPrograms } from './wrong-programs.ts'

/** All programs are compiled at once, against the declarations of the package. */
const project = makeTypesProject()
after(() => project.remove())

const prelude = `import { createServer, jsonSchema, result, z } from 'lintel'
export const server = createServer({ name: 'office', version: '1.0.0' })
export { jsonSchema, result, z }
`
const wrong = Object.entries(wrongPrograms).map(([name, { program, says }], at) => {
  const text = prelude + program
  return {
    name,
    says,
    text,
    file: `wrong-${at}.ts`,
    line: text.split('\n').findIndex(line => line.endsWith('// ✗')) + 1,
  }
})
const inferred = readOwn('inferred.ts').replace('../../src/index.ts', 'lintel')
const typeOf = readOwn('type-of.ts')
const tsconfig = project.write('author', {
  ...Object.fromEntries(wrong.map(({ file, text }) => [file, text])),
  'type-of.ts': typeOf,
  'inferred.ts': inferred,
  'type-of-others.ts': typeOf.replace('extends true', 'extends false'),
  'inferred-others.ts': inferred.replace('./type-of.ts', './type-of-others.ts'),
})
const errors = readErrors(runTsc(ownTsc, ['-p', tsconfig, '--pretty', 'false']).output)

for (const { name, says, file, line } of wrong) {
  test(`${name}: the compiler says what is wrong, in that line`, () => {
    const own = errors.filter(error => error.file === file)
    const words = own.map(error => error.text).join('\n')
    assert.deepEqual([...new Set(own.map(error => error.line))], [line], words)
    assert.match(words, says)
  })
}

test('arguments, results, calls, variables, prompts, groups and toolkits have the types that a definition gives them', () => {
  assert.deepEqual(
    errors.filter(({ file }) => file === 'inferred.ts' || file === 'type-of.ts'),
    [],
  )
})

test('each claim about a type is one that the compiler checks: all are refused where types have to differ', () => {
  const claims = inferred.split('\n').flatMap((line, at) => (line.includes('.is<') ? [at + 1] : []))
  const refused = errors.filter(({ file }) => file === 'inferred-others.ts').map(({ line }) => line)
  assert.ok(claims.length > 30, `${claims.length} claims`)
  assert.deepEqual([...new Set(refused)], claims)
})

function readOwn(name: string): string {
  return readFileSync(join(import.meta.dirname, name), 'utf8')
}
