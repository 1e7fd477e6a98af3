import { stat } from 'node:fs/promises'
import type { ConfigProblem } from './problem.ts'
import { formatPath, nodeAt, type SettingNode } from './tree.ts'

const rootsPath = ['toolkits', 'filesystem', 'roots']

/** Names each folder that does not exist, unless it is optional. */
export async function checkRoots(tree: SettingNode): Promise<readonly ConfigProblem[]> {
  const roots = nodeAt(tree, rootsPath)
  if (roots?.kind !== 'list') return []
  const found = await Promise.all(roots.items.map((root, index) => checkRoot(root, formatPath([...rootsPath, index]))))
  return found.filter(problem => problem !== undefined)
}

async function checkRoot(root: SettingNode, path: string): Promise<ConfigProblem | undefined> {
  const folder = nodeAt(root, root.kind === 'map' ? ['path'] : [])
  const optional = nodeAt(root, ['optional'])
  if (folder?.kind !== 'scalar' || typeof folder.value !== 'string' || folder.value === '') return undefined
  const fault = await findFault(folder.value)
  if (fault === undefined || (fault === 'does not exist' && optional?.kind === 'scalar' && optional.value === true))
    return undefined
  const { value } = folder
  const suggestion =
    fault === 'does not exist'
      ? `create it (mkdir -p '${value}'), correct the path, or write { path: '${value}', optional: true }`
      : undefined
  return { at: folder.at, path, reason: `${fault}: ${value}`, suggestion }
}

async function findFault(folder: string): Promise<string | undefined> {
  try {
    return (await stat(folder)).isDirectory() ? undefined : 'is not a folder'
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be opened (${code})`
  }
}
