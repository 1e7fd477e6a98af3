import { parse } from 'yaml'
import type * as z from 'zod'
import { nearest } from '../nearest.ts'
import type { ConfigProblem, Origin } from './problem.ts'
import { listSettings, readText, type Setting } from './settings.ts'
import { formatPath, mergeTrees, type SettingNode, treeAt } from './tree.ts'

/** Short names of what is set most often. The long name wins. */
export const shortNames: Readonly<Record<string, string>> = {
  LINTEL_HOST: 'LINTEL_LISTEN_HOST',
  LINTEL_PORT: 'LINTEL_LISTEN_PORT',
  LINTEL_PUBLIC_URL: 'LINTEL_LISTEN_PUBLIC_URL',
}
/** Names that choose the configuration itself, and the token with which the commands sign in elsewhere. */
const reserved = ['LINTEL_CONFIG', 'LINTEL_ENV', 'LINTEL_TOKEN']

export interface Variables {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Relative paths in variables are taken from here. */
  readonly folder: string
}

export interface ReadVariables {
  /** What the variables set; undefined where they set nothing. */
  readonly tree: SettingNode | undefined
  readonly warnings: readonly ConfigProblem[]
}

/** `LINTEL_` and the path of the setting in capitals: `listen.publicUrl` is `LINTEL_LISTEN_PUBLIC_URL`. */
export function variableFor(path: readonly string[]): string {
  const words = path.map(key => key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase())
  return ['LINTEL', ...words].join('_')
}

/** Reads every setting that a variable overrides, by the schema; warns of variables that name no setting. */
export function readVariables(schema: z.ZodType, { environment, folder }: Variables): ReadVariables {
  const settings = new Map(listSettings(schema).map(setting => [variableFor(setting.path), setting]))
  const warnings: ConfigProblem[] = []
  let tree: SettingNode | undefined
  const names = Object.keys(environment).filter(name => name.startsWith('LINTEL_') && !reserved.includes(name))
  for (const name of names.sort()) {
    const text = environment[name]
    const long = shortNames[name] ?? name
    const setting = settings.get(long)
    if (text === undefined) continue
    const at = { kind: 'variable', name, folder } as const
    if (!setting) {
      const meant = nearest(name, [...settings.keys(), ...Object.keys(shortNames), ...reserved])
      const suggestion = meant ? `did you mean ${meant}?` : '`lintel config schema` lists the settings'
      warnings.push({ at, path: '', reason: 'names no setting and is ignored', suggestion })
    } else if (long !== name && environment[long] !== undefined) {
      const reason = `is ignored, because ${long} is set as well`
      warnings.push({ at, path: formatPath(setting.path), reason, suggestion: 'keep one of the two' })
    } else {
      const found = treeAt(setting.path, readValue(setting, text, at))
      tree = tree ? mergeTrees(tree, found) : found
    }
  }
  return { tree, warnings }
}

/** The tree of a setting's value that is given as text, by a variable or an option. */
export function readValue(setting: Setting, text: string, at: Origin): SettingNode {
  return nodeOf(readText(setting.schema, text, parseYamlValue), at)
}

/** A YAML scalar or flow collection; the text itself where it is none. */
export function parseYamlValue(text: string): unknown {
  try {
    return parse(text, { version: '1.2', maxAliasCount: 0, logLevel: 'silent' })
  } catch {
    return text
  }
}

function nodeOf(value: unknown, at: Origin): SettingNode {
  if (Array.isArray(value)) return { kind: 'list', at, items: value.map(item => nodeOf(item, at)) }
  if (value === null || typeof value !== 'object')
    return { kind: 'scalar', at, value: value as string | number | boolean | null }
  const entries = Object.entries(value).map(([key, child]) => [key, { keyAt: at, value: nodeOf(child, at) }] as const)
  return { kind: 'map', at, entries: new Map(entries) }
}
