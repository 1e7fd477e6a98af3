import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { ToolError } from '../../../errors.ts'
import { type Allow, allowExtensions } from '../allow.ts'
import type { Contained, OpenedFile, Root } from '../contained.ts'
import { containedOnLinux } from '../contained-linux.ts'
import { containedPortably } from '../contained-portable.ts'
import type { RootSetting } from '../root-setting.ts'
import { loadRoots } from '../roots.ts'

export const everyName = allowExtensions(undefined)
export const signal = new AbortController().signal
export const posix = process.platform !== 'win32'

type Implementation = (roots: readonly Root[], allow: Allow) => Contained
export const implementations: readonly (readonly [string, Implementation])[] = [
  ...(process.platform === 'linux' ? ([['by handles (Linux)', containedOnLinux]] as const) : []),
  ['portably', containedPortably],
]

export function scene(t: TestContext, contain: Implementation, roots: readonly (string | RootSetting)[] = ['root']) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'lintel-contained-')))
  t.after(() => rmSync(base, { recursive: true, force: true }))
  mkdirSync(join(base, 'outside'))
  writeFileSync(join(base, 'outside', 'secret.txt'), 'secret')
  const settings = roots.map(root => (typeof root === 'string' ? { path: root } : root))
  for (const { path } of settings) mkdirSync(join(base, path))
  const loaded = loadRoots(
    settings.map(setting => ({ ...setting, path: join(base, setting.path) })),
    false,
  )
  return { base, contained: contain(loaded, everyName) }
}

export function rootOf(contained: Contained): Root {
  const root = contained.roots[0]
  assert.ok(root)
  return root
}

export async function textOf(opened: OpenedFile): Promise<string> {
  using file = opened
  const bytes = Buffer.alloc(100)
  return bytes.toString('utf8', 0, await file.read(bytes, 0, signal))
}

export function outcomeOf<T>(act: () => T): T | Error {
  try {
    return act()
  } catch (error) {
    if (error instanceof ToolError) return error
    throw error
  }
}

export async function outcomeOfAsync<T>(act: () => Promise<T>): Promise<T | Error> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof ToolError) return error
    throw error
  }
}

export function errorOf(act: () => unknown): ToolError | undefined {
  const outcome = outcomeOf(act)
  return outcome instanceof ToolError ? outcome : undefined
}

export function refusedWith(act: () => unknown): string | undefined {
  return errorOf(act)?.code
}
