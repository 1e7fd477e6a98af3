import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type YAMLError,
} from 'yaml'
import type { ConfigProblem, Origin, SourceFile } from './problem.ts'
import { formatPath, type MapEntry, type SettingNode, type SettingPath } from './tree.ts'

/** Nodes of one file, those behind aliases counted each time. */
const maxNodes = 20_000

export interface ReadYaml {
  readonly tree: SettingNode
  readonly problems: readonly ConfigProblem[]
}

/** The settings of a file with their places, and everything that is wrong with it as YAML. */
export function readYaml(file: SourceFile): ReadYaml {
  const lines = new LineCounter()
  const document = parseDocument(file.text, {
    lineCounter: lines,
    prettyErrors: false,
    version: '1.2',
    stringKeys: true,
  })
  const reader = new TreeReader(file, lines, document)
  const slip = document.errors.filter(error => !independent.has(error.code)).sort((a, b) => a.pos[0] - b.pos[0])[0]
  if (slip) return { tree: reader.root(), problems: [reader.explain(slip)] }
  const problems = [...document.errors, ...document.warnings].map(error => reader.explain(error))
  const tree = reader.root()
  return { tree, problems: [...problems, ...reader.problems] }
}

/** What leaves the rest of the file readable. Any other error makes the parser stumble on over what follows. */
const independent: ReadonlySet<string> = new Set(['DUPLICATE_KEY', 'BAD_ALIAS', 'NON_STRING_KEY', 'TAG_RESOLVE_FAILED'])

class TreeReader {
  readonly problems: ConfigProblem[] = []
  readonly #file: SourceFile
  readonly #lines: LineCounter
  readonly #document: Document.Parsed
  #nodes = 0

  constructor(file: SourceFile, lines: LineCounter, document: Document.Parsed) {
    this.#file = file
    this.#lines = lines
    this.#document = document
  }

  root(): SettingNode {
    const start = this.#origin(0, 0)
    const node = this.#document.contents as ParsedNode | null
    const tree = node ? this.#read(node, []) : undefined
    if (tree?.kind === 'map') return tree
    if (tree && !(tree.kind === 'scalar' && tree.value === null)) {
      this.problems.push({
        at: tree.at,
        path: '',
        reason: 'is not a list of settings',
        suggestion: 'write one setting a line, such as `listen: { port: 7400 }`',
      })
    }
    return { kind: 'map', at: start, entries: new Map() }
  }

  explain(error: YAMLError): ConfigProblem {
    return {
      at: this.#origin(error.pos[0], error.pos[1]),
      path: '',
      reason: `is not valid YAML: ${plainWords[error.code] ?? error.message.trimEnd()}`,
      suggestion: suggestions[error.code] ?? 'check indentation, quotes and brackets here and on the line above',
    }
  }

  #read(node: ParsedNode, path: SettingPath): SettingNode {
    const [start, end] = node.range
    const at = this.#origin(start, end)
    this.#nodes++
    if (this.#nodes > maxNodes) {
      if (this.#nodes === maxNodes + 1)
        this.problems.push({ at, path: formatPath(path), reason: `holds more than ${maxNodes} values` })
      return { kind: 'scalar', at, value: null }
    }
    if (isAlias(node)) {
      const target = node.resolve(this.#document) as ParsedNode | undefined
      return target ? this.#read(target, path) : { kind: 'scalar', at, value: null }
    }
    if (isSeq(node)) {
      return {
        kind: 'list',
        at,
        items: node.items.map((item, index) => this.#read(item as ParsedNode, [...path, index])),
      }
    }
    if (isMap(node)) {
      const entries = new Map<string, MapEntry>()
      for (const { key, value } of node.items) {
        if (!isScalar(key)) continue
        const name = String(key.value)
        const [keyStart, keyEnd] = key.range as [number, number, number]
        const keyAt = this.#origin(keyStart, keyEnd)
        const child = value as ParsedNode | null
        entries.set(name, {
          keyAt,
          value: child ? this.#read(child, [...path, name]) : { kind: 'scalar', at: keyAt, value: null },
        })
      }
      return { kind: 'map', at, entries }
    }
    const value: unknown = isScalar(node) ? node.value : null
    return { kind: 'scalar', at, value: isPlain(value) ? value : String(value) }
  }

  #origin(start: number, end: number): Origin {
    const { line, col } = this.#lines.linePos(start)
    const rest = this.#file.text.slice(start, Math.max(end, start + 1))
    const onLine = rest.split(/\r?\n/, 1)[0]!.trimEnd()
    return {
      kind: 'file',
      file: this.#file,
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      length: Math.max(onLine.length, 1),
    }
  }
}

/** For messages that speak of the grammar of YAML. */
const plainWords: Readonly<Record<string, string>> = {
  BAD_INDENT: 'this is not indented as what it belongs to',
  BLOCK_AS_IMPLICIT_KEY: 'a line has more than one `key:`, or a list begins behind a key',
  MULTILINE_IMPLICIT_KEY: 'a key has no `:` behind it, or its value is indented too little',
  TAB_AS_INDENT: 'a tab stands where spaces have to',
  MULTIPLE_DOCS: 'a second document begins here',
}

const suggestions: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'keep one of the two, or merge what they hold',
  TAB_AS_INDENT: 'indent with spaces',
  MULTIPLE_DOCS: 'keep one document: remove the `---` line and what does not belong',
  BAD_ALIAS: 'define the anchor above, or put the value in quotes if it begins with `*`',
}

function isPlain(value: unknown): value is string | number | boolean | null {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
