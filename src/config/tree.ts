import type { Origin } from './problem.ts'

/** Settings with the place that each was written at: what files, variables and options are laid over each other as. */
export type SettingNode = MapNode | ListNode | ScalarNode

export interface MapNode {
  readonly kind: 'map'
  readonly at: Origin
  readonly entries: ReadonlyMap<string, MapEntry>
}

export interface MapEntry {
  /** Where the key stands. */
  readonly keyAt: Origin
  readonly value: SettingNode
}

export interface ListNode {
  readonly kind: 'list'
  readonly at: Origin
  readonly items: readonly SettingNode[]
}

export interface ScalarNode {
  readonly kind: 'scalar'
  readonly at: Origin
  readonly value: string | number | boolean | null
  /** The text as written, where the value came from a reference or a variable: shown masked. */
  readonly reference?: string
}

export type SettingPath = readonly (string | number)[]

/** `over` laid over `under`: maps merge, everything else is replaced. */
export function mergeTrees(under: SettingNode, over: SettingNode): SettingNode {
  if (under.kind !== 'map' || over.kind !== 'map') return over
  const entries = new Map(under.entries)
  for (const [key, entry] of over.entries) {
    const below = entries.get(key)
    entries.set(key, below ? { ...entry, value: mergeTrees(below.value, entry.value) } : entry)
  }
  return { ...under, entries }
}

/** A tree that holds `value` at `path` alone. */
export function treeAt(path: readonly string[], value: SettingNode): SettingNode {
  return path.reduceRight<SettingNode>(
    (inner, key) => ({ kind: 'map', at: value.at, entries: new Map([[key, { keyAt: value.at, value: inner }]]) }),
    value,
  )
}

export function nodeAt(root: SettingNode, path: SettingPath): SettingNode | undefined {
  let node: SettingNode | undefined = root
  for (const step of path) {
    if (node?.kind === 'map') node = node.entries.get(String(step))?.value
    else if (node?.kind === 'list') node = node.items[Number(step)]
    else return undefined
  }
  return node
}

/** Where the value at `path` stands; where it is missing, the nearest thing above it that was written. */
export function originAt(root: SettingNode, path: SettingPath): Origin {
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(root, path.slice(0, length))
    if (!node) continue
    const entry = nodeAt(root, path.slice(0, length - 1))
    const key = entry?.kind === 'map' ? entry.entries.get(String(path[length - 1])) : undefined
    return length < path.length || node.kind !== 'scalar' ? (key?.keyAt ?? node.at) : node.at
  }
  return root.at
}

/** The plain value. A key without a value counts as not written, so that an emptied section falls back to its defaults. */
export function plainValue(node: SettingNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'list':
      return node.items.map(plainValue)
    case 'map':
      return Object.fromEntries(
        [...node.entries].flatMap(([key, { value }]) =>
          value.kind === 'scalar' && value.value === null ? [] : [[key, plainValue(value)]],
        ),
      )
  }
}

/** The same tree with every scalar replaced by what `change` makes of it. */
export function mapScalars(
  node: SettingNode,
  change: (scalar: ScalarNode, path: SettingPath) => SettingNode,
  path: SettingPath = [],
): SettingNode {
  switch (node.kind) {
    case 'scalar':
      return change(node, path)
    case 'list':
      return { ...node, items: node.items.map((item, index) => mapScalars(item, change, [...path, index])) }
    case 'map': {
      const entries = new Map<string, MapEntry>()
      for (const [key, entry] of node.entries)
        entries.set(key, { ...entry, value: mapScalars(entry.value, change, [...path, key]) })
      return { ...node, entries }
    }
  }
}

/** `toolkits.filesystem.roots[0].path` */
export function formatPath(path: SettingPath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  )
}
