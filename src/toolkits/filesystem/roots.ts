import { realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Root } from './contained.ts'
import { expandHome, segmentsBelow } from './place.ts'
import type { RootSetting } from './root-setting.ts'

/**
 * The operator's roots, found on the disk. Throws an error that names the root which does not exist or is no directory.
 * A read-only root inside a writable one is refused, since whoever may move the outer one's entries could move it.
 */
export function loadRoots(settings: readonly (string | RootSetting)[], readOnly: boolean): readonly Root[] {
  const roots = settings.flatMap(setting =>
    loadRoot(typeof setting === 'string' ? { path: setting } : setting, readOnly),
  )
  for (const inner of roots) {
    const outer = roots.find(root => inner.readOnly && !root.readOnly && segmentsBelow(root.realPath, inner.realPath))
    if (outer)
      throw new Error(`Root ${inner.path} is read-only but lies in ${outer.path}, which is not: make both read-only`)
  }
  return roots
}

function loadRoot(setting: RootSetting, readOnly: boolean): Root[] {
  if (setting.path === '' || setting.path.includes('\0'))
    throw new Error('A root has an empty path or one with a NUL character')
  const path = resolve(expandHome(setting.path))
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats && setting.optional) return []
  if (!stats) throw new Error(`Root ${path} does not exist: create it, or mark it as optional`)
  if (!stats.isDirectory()) throw new Error(`Root ${path} is not a directory`)
  const realPath = realpathSync.native(path)
  return [{ path, realPath, readOnly: readOnly || (setting.readOnly ?? false), anchor: realPath, below: [] }]
}
