import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type * as z from 'zod'
import type { Origin } from './problem.ts'
import { isPathSetting, schemaAt } from './settings.ts'
import { mapScalars, type SettingNode } from './tree.ts'

/** Makes every path on disk absolute: relative ones are taken from the folder of the file they stand in, `~/` from home. */
export function resolvePaths(tree: SettingNode, schema: z.ZodType): SettingNode {
  return mapScalars(tree, (scalar, path) => {
    if (typeof scalar.value !== 'string' || scalar.value === '' || !isPathSetting(schemaAt(schema, path))) return scalar
    return { ...scalar, value: absolute(scalar.value, folderOf(scalar.at)) }
  })
}

function absolute(path: string, folder: string): string {
  if (path === '~') return homedir()
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(folder, path)
}

function folderOf(at: Origin): string {
  return at.kind === 'file' ? dirname(at.file.path) : at.folder
}
