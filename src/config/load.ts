import { readFile } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { checkCommas } from './check-commas.ts'
import { checkExposure } from './check-exposure.ts'
import { checkRoots } from './check-roots.ts'
import { checkSchema } from './check-schema.ts'
import { resolvePaths } from './paths.ts'
import { ConfigError, type ConfigProblem, type SourceFile } from './problem.ts'
import { readYaml } from './read-yaml.ts'
import { resolveReferences } from './references.ts'
import { type Config, configSchema } from './schema.ts'
import { listSettings } from './settings.ts'
import { spreadMode } from './spread-mode.ts'
import { mergeTrees, type SettingNode, treeAt } from './tree.ts'
import { readValue, readVariables } from './variables.ts'

export interface LoadOptions {
  /** Where to look for `lintel.yaml`, and what relative names are taken from. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** A configuration file by name; wins over LINTEL_CONFIG. */
  readonly file?: string | undefined
  /** Settings from the command line; they win over everything else. */
  readonly overrides?: readonly Override[]
  /** Nothing listens on the network, so its rules do not apply. */
  readonly offline?: boolean
}

export interface Override {
  /** As typed: `--port`. */
  readonly option: string
  readonly path: readonly string[]
  readonly value: string
}

export interface LoadedConfig {
  readonly config: Config
  /** The files that were read, in the order in which they are laid over each other. */
  readonly files: readonly string[]
  /** What was written, with its places: for `lintel config show`. */
  readonly tree: SettingNode
  readonly warnings: readonly ConfigProblem[]
}

/** No file to read the configuration from. */
export class ConfigFileError extends Error {
  override readonly name = 'ConfigFileError'
}

/**
 * Reads `lintel.yaml`, lays `lintel.<environment>.yaml`, environment variables and options over it in this order, and
 * checks the whole. Throws ConfigError with every problem at once, or ConfigFileError where a file cannot be read.
 */
export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  const path = resolve(options.folder, options.file ?? (options.environment.LINTEL_CONFIG || 'lintel.yaml'))
  const main = await readSource(path)
  if (!main) throw new ConfigFileError(explainAbsence(path, options))
  const stage = options.environment.LINTEL_ENV || options.environment.NODE_ENV || 'development'
  const overlay = await readOverlay(path, stage)
  const environment = await readEnvironment(dirname(path), stage, options.environment)

  const problems: ConfigProblem[] = []
  let tree: SettingNode | undefined
  const files = overlay ? [main, overlay] : [main]
  for (const file of files) {
    const read = readYaml(file)
    problems.push(...read.problems)
    const spread = spreadMode(read.tree)
    tree = tree ? mergeTrees(tree, spread) : spread
  }
  const variables = readVariables(configSchema, { environment, folder: options.folder })
  if (problems.length > 0) throw new ConfigError(problems, variables.warnings)

  const layered = [variables.tree, ...readOverrides(options)].reduce<SettingNode>(
    (under, over) => (over ? mergeTrees(under, over) : under),
    tree!,
  )
  const resolved = resolveReferences(layered, configSchema, environment)
  const complete = resolvePaths(resolved.tree, configSchema)
  const checked = checkSchema(complete)
  const commas = checkCommas(complete)
  const unset = new Set([...resolved.problems, ...commas].map(problem => problem.path))
  problems.push(
    ...resolved.problems,
    ...commas,
    ...checked.problems.filter(problem => !unset.has(problem.path)),
    ...(options.offline ? [] : checkExposure(complete)),
    ...(await checkRoots(complete)).filter(problem => !unset.has(problem.path)),
  )
  if (problems.length > 0 || !checked.config) throw new ConfigError(problems.sort(byPlace), variables.warnings)
  return { config: checked.config, files: files.map(file => file.path), tree: complete, warnings: variables.warnings }
}

/** By line, file after file; what does not come from a file goes last. */
function byPlace({ at: one }: ConfigProblem, { at: other }: ConfigProblem): number {
  if (one.kind !== 'file' || other.kind !== 'file') return Number(one.kind !== 'file') - Number(other.kind !== 'file')
  if (one.file !== other.file) return one.file.path < other.file.path ? -1 : 1
  return one.line - other.line || one.column - other.column
}

/** `lintel.yaml` becomes `lintel.production.yaml`, where that exists. */
async function readOverlay(path: string, stage: string): Promise<SourceFile | undefined> {
  if (!/^[\w-]+$/.test(stage)) return undefined
  const extension = extname(path)
  return readSource(join(dirname(path), `${basename(path, extension)}.${stage}${extension}`))
}

/** `.env` beside the configuration fills what is not set, but never in production. */
async function readEnvironment(folder: string, stage: string, set: LoadOptions['environment']) {
  const file = stage === 'production' ? undefined : await readSource(join(folder, '.env'))
  return file ? { ...parseEnv(file.text), ...set } : set
}

function readOverrides({ overrides = [], folder }: LoadOptions): readonly SettingNode[] {
  const settings = listSettings(configSchema)
  return overrides.map(({ option, path, value }) => {
    const setting = settings.find(({ path: known }) => known.join('.') === path.join('.'))!
    return treeAt(path, readValue(setting, value, { kind: 'option', name: option, folder }))
  })
}

/** The file; undefined where there is none. */
async function readSource(path: string): Promise<SourceFile | undefined> {
  try {
    return { path, text: await readFile(path, 'utf8') }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new ConfigFileError(`${path} cannot be read (${code})${code === 'EISDIR' ? ': it is a folder' : ''}.`)
  }
}

function explainAbsence(path: string, { file, environment }: LoadOptions): string {
  const named = file !== undefined ? '--config' : environment.LINTEL_CONFIG ? 'LINTEL_CONFIG' : undefined
  if (named) return `${path} does not exist. It is what ${named} names: correct the path.`
  return [
    `There is no lintel.yaml in ${dirname(path)}.`,
    'Go to the folder that has one, name it with --config FILE, or write one:',
    '',
    '  server: { name: my-files, version: 1.0.0 }',
    '  toolkits:',
    '    filesystem: { roots: [./documents] }',
  ].join('\n')
}
