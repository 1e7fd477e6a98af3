import type * as z from 'zod'
import { nearest } from '../nearest.ts'
import type { ConfigProblem, Origin } from './problem.ts'
import { type Config, configSchema } from './schema.ts'
import { hintFor, keysOf, listSettings, schemaAt, wordsOf } from './settings.ts'
import { formatPath, nodeAt, originAt, plainValue, type SettingNode, type SettingPath } from './tree.ts'

export type Checked =
  | { readonly config: Config; readonly problems: readonly [] }
  | { readonly config?: undefined; readonly problems: readonly ConfigProblem[] }

/** Holds the settings against the schema and explains every mismatch at the place where it was written. */
export function checkSchema(tree: SettingNode): Checked {
  const verdict = configSchema.safeParse(plainValue(tree))
  if (verdict.success) return { config: verdict.data, problems: [] }
  return { problems: verdict.error.issues.flatMap(issue => explainIssue(tree, issue, [])) }
}

type Issue = z.core.$ZodIssue

function explainIssue(tree: SettingNode, issue: Issue, base: SettingPath): readonly ConfigProblem[] {
  const path = [...base, ...(issue.path as SettingPath)]
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => explainUnknownKey(tree, path, key))
  const schema = schemaAt(configSchema, path)
  const value = nodeAt(tree, path)
  if (issue.code === 'invalid_union' && value?.kind !== 'scalar') {
    const branch = closestBranch(issue.errors)
    if (branch) return branch.flatMap(inner => explainIssue(tree, inner, path))
  }
  const missing = !value || (value.kind === 'scalar' && value.value === null)
  const hint = hintFor(schema)
  const at = originAt(tree, path)
  if (missing) {
    const key = path.at(-1)
    if (typeof key === 'number') {
      const suggestion = 'write a value or take the entry out; `~`, the home folder, needs quotes in YAML'
      return [{ at, path: formatPath(path), reason: 'is empty', suggestion }]
    }
    const what = schema?.description ? `: ${decapitalise(schema.description)}` : ''
    return [{ at, path: formatPath(path), reason: 'is missing', suggestion: `write \`${key}\`${what}` }]
  }
  const meant = value.kind === 'scalar' ? nearest(String(value.value), wordsOf(schema)) : undefined
  const suggestion = meant ? `did you mean \`${meant}\`?` : (hint ?? suggestionFor(issue, value, at))
  return [{ at, path: formatPath(path), reason: reasonOf(issue, value), suggestion }]
}

const inCode = (setting: string) =>
  `only a definition can say it: server.tool(name, { ${setting} }). What is asked of whom is the author's to know`

/** What has its place somewhere else, or another name here. */
const elsewhere: Readonly<Record<string, string>> = {
  'practices.scopes': inCode("scopes: ['orders:write']"),
  'practices.authorize': inCode("scopes: ['orders:write']"),
  'practices.dirties': inCode("dirties: ['orders']"),
  'practices.observe': 'the practice observe is set as `record`; where records go says `log.calls`',
  'practices.remember': 'the practice remember is set as `cache`',
  'practices.guard': 'the practice guard is set as `downstream`',
}

/** The choice whose shape the value has: it fails inside, not at the value itself. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const isOther = ({ code, path }: Issue) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value')
  return branches.find(issues => !issues.some(isOther))
}

function explainUnknownKey(tree: SettingNode, path: SettingPath, key: string): ConfigProblem {
  const section = nodeAt(tree, path)
  const at = section?.kind === 'map' ? (section.entries.get(key)?.keyAt ?? section.at) : originAt(tree, path)
  const siblings = keysOf(schemaAt(configSchema, path))
  const said = elsewhere[`${path[0] ?? ''}.${key}`]
  if (said !== undefined)
    return { at, path: formatPath([...path, key]), reason: `unknown key \`${key}\``, suggestion: said }
  const meant = nearest(key, siblings)
  const same = listSettings(configSchema).find(setting => setting.path.at(-1) === key)?.path
  const group = listSettings(configSchema)
    .find(setting => setting.path.at(-2) === key)
    ?.path.slice(0, -1)
  const home = same ?? group
  const suggestion = meant
    ? `did you mean \`${meant}\`?`
    : home
      ? `did you mean \`${home.join('.')}\`?`
      : `there ${siblings.length === 1 ? 'is' : 'are'} ${siblings.map(name => `\`${name}\``).join(', ')}`
  return { at, path: formatPath([...path, key]), reason: `unknown key \`${key}\``, suggestion }
}

function reasonOf(issue: Issue, value: SettingNode): string {
  switch (issue.code) {
    case 'invalid_type':
      return `has to be ${typeNames[issue.expected] ?? issue.expected}, but is ${describe(value)}`
    case 'invalid_union':
      return value.kind === 'scalar' && typeof value.value === 'string'
        ? 'is nothing that may stand here'
        : `has to be text or a section, but is ${describe(value)}`
    case 'invalid_value':
      return issue.message.startsWith('Invalid')
        ? value.kind === 'scalar'
          ? 'is none of the choices'
          : `has to be one of the choices, but is ${describe(value)}`
        : issue.message
    case 'too_small':
      return issue.message.startsWith('Too') ? `is too small: at least ${issue.minimum}` : issue.message
    case 'too_big':
      return `is too big: at most ${issue.maximum}`
    default:
      return issue.message
  }
}

function suggestionFor(issue: Issue, value: SettingNode, at: Origin): string | undefined {
  if (issue.code === 'invalid_value') {
    const choices = issue.values.map(String)
    const meant = value.kind === 'scalar' ? nearest(String(value.value), choices) : undefined
    return meant ? `did you mean \`${meant}\`?` : `choose one of ${choices.join(', ')}`
  }
  if (issue.code !== 'invalid_type') return undefined
  if (issue.expected === 'boolean') return 'write true or false'
  if (issue.expected === 'string' && value.kind === 'scalar') return `write it in quotes: '${String(value.value)}'`
  if (issue.expected === 'array' && at.kind === 'variable' && value.kind === 'scalar')
    return `write a list: ${at.name}='[${String(value.value)
      .split(/\s*,\s*/)
      .join(', ')}]'`
  if (issue.expected === 'array') return "write a list: ['first', 'second'], or one `- entry` a line"
  if (issue.expected === 'object') return 'write one `key: value` a line below it, indented, or { key: value }'
  return undefined
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section of settings',
  record: 'a section of settings',
}

/** What stands there, by its kind alone: the value itself shows in the excerpt, masked where it has to be. */
function describe(value: SettingNode): string {
  if (value.kind === 'list') return 'a list'
  if (value.kind === 'map') return 'a section'
  if (typeof value.value === 'number') return Number.isInteger(value.value) ? 'a number' : 'a number with a fraction'
  return typeof value.value === 'boolean' ? `${value.value}` : 'text'
}

function decapitalise(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
