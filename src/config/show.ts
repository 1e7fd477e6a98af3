import { relative } from 'node:path'
import { stringify } from 'yaml'
import { isSecretKey } from '../secret-keys.ts'
import { mask, maskSecrets } from '../secret-shapes.ts'
import type { LoadedConfig } from './load.ts'
import type { Origin } from './problem.ts'
import { configSchema } from './schema.ts'
import { defaultOf, isOptional, listSettings, schemaAt } from './settings.ts'
import { mapScalars, nodeAt, plainValue, type SettingNode, type SettingPath } from './tree.ts'

/** The settings that are in force, as YAML, each with where it comes from. Secrets, and all that references brought in, are masked. */
export function showConfig({ tree, files }: LoadedConfig, folder: string): string {
  const lines = [`# In force, from ${files.map(file => shorten(file, folder)).join(', ')}`]
  let open: readonly string[] = []
  for (const { path, schema } of listSettings(configSchema)) {
    const node = nodeAt(tree, path)
    const written = node && !(node.kind === 'scalar' && node.value === null)
    const value = written
      ? plainValue(mapScalars(node, (scalar, inner) => hide(scalar, [...path, ...inner])))
      : defaultOf(schema)
    if (value === undefined || (!written && isLeftOut(tree, path))) continue
    const sections = path.slice(0, -1)
    sections.forEach((section, depth) => {
      if (open[depth] !== section || sections.slice(0, depth).some((name, index) => open[index] !== name))
        lines.push(`${'  '.repeat(depth)}${section}:`)
    })
    open = sections
    const origin = written ? describeOrigin(node, folder) : 'default'
    lines.push(`${'  '.repeat(sections.length)}${path.at(-1)}: ${inline(value)}  # ${origin}`)
  }
  return `${lines.join('\n')}\n`
}

/** Whether the setting stands in an optional section that nobody wrote. */
function isLeftOut(tree: SettingNode, path: readonly string[]): boolean {
  return path.some((_, length) => {
    const section = path.slice(0, length)
    return isOptional(schemaAt(configSchema, section)) && nodeAt(tree, section)?.kind !== 'map'
  })
}

function hide(scalar: SettingNode & { kind: 'scalar' }, path: SettingPath): SettingNode {
  const key = path.findLast(step => typeof step === 'string')
  if (scalar.reference !== undefined || (typeof key === 'string' && isSecretKey(key))) return { ...scalar, value: mask }
  return typeof scalar.value === 'string' ? { ...scalar, value: maskSecrets(scalar.value) } : scalar
}

/** On one line: what YAML would break over several is written as JSON, which is YAML too. */
function inline(value: unknown): string {
  const text = stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trimEnd()
  return text.includes('\n') ? JSON.stringify(value) : text
}

function describeOrigin(node: SettingNode, folder: string): string {
  const reference = node.kind === 'scalar' && node.reference !== undefined ? `${node.reference}, ` : ''
  return reference + place(node.at, folder)
}

function place(at: Origin, folder: string): string {
  return at.kind === 'file' ? `${shorten(at.file.path, folder)}:${at.line}` : at.name
}

function shorten(path: string, folder: string): string {
  const short = relative(folder, path)
  return short.startsWith('..') ? path : short
}
