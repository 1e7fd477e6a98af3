import { homedir } from 'node:os'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Place, Root } from './contained.ts'
import { refusal } from './refusals.ts'
import { isReserved } from './reserved-names.ts'

const windows = process.platform === 'win32'
/** Windows opens these as devices, whatever directory and extension they are given. */
const windowsDevices = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i

/** Finds the root of a path by name. The names are used as they are: nothing is trimmed, unquoted or normalised. */
export function placeIn(roots: readonly Root[], path: string): Place {
  const absolute = absolutePath(roots, path)
  const found = findRoot(roots, absolute)
  if (!found) throw refusal('PATH_OUTSIDE_ROOTS')
  if (found.segments.some(isReserved)) throw refusal('RESERVED_NAME', { path: found.path })
  return found
}

/** The place of an absolute path; undefined where no root holds it. The innermost root wins. */
export function findRoot(roots: readonly Root[], absolute: string): Place | undefined {
  let best: Place | undefined
  for (const root of roots) {
    for (const start of [root.path, root.realPath]) {
      const segments = segmentsBelow(start, absolute)
      if (segments && (!best || root.realPath.length > best.root.realPath.length)) best = placeOf(root, segments)
    }
  }
  return best
}

export function placeOf(root: Root, segments: readonly string[]): Place {
  return { root, segments, path: join(root.path, ...segments) }
}

/** The place of a name in the directory at `place`. */
export function placeBelow(place: Place, name: string): Place {
  return {
    root: place.root,
    segments: [...place.segments, name],
    path: place.path.endsWith(sep) ? place.path + name : place.path + sep + name,
  }
}

/** The names from `start` down to `absolute`; undefined where it does not lie below. */
export function segmentsBelow(start: string, absolute: string): readonly string[] | undefined {
  const below = relative(start, absolute)
  if (below === '') return []
  if (isAbsolute(below)) return undefined
  const segments = below.split(sep)
  return segments[0] === '..' ? undefined : segments
}

/** One name of an entry, as the methods of a directory take it: never a path. */
export function checkName(name: string): string {
  const path = name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0')
  const foreign = windows && (/[\\:]/.test(name) || windowsDevices.test(name))
  if (path || foreign) throw refusal('PATH_INVALID', { because: 'this is not the name of an entry' })
  return name
}

function absolutePath(roots: readonly Root[], path: string): string {
  if (path === '') throw refusal('PATH_INVALID', { because: 'it is empty' })
  const local = path.startsWith('file://') ? pathOfUrl(path) : expandHome(path)
  if (local.includes('\0')) throw refusal('PATH_INVALID', { because: 'it holds a NUL character' })
  if (isAbsolute(local)) return resolve(local)
  const first = roots[0]
  if (!first) throw refusal('PATH_OUTSIDE_ROOTS')
  return resolve(first.path, local)
}

function pathOfUrl(url: string): string {
  try {
    return fileURLToPath(url)
  } catch (cause) {
    throw refusal('PATH_INVALID', { because: 'the file:// URI does not name a local file', cause })
  }
}

/** `~` and `~/…` are the home directory of who runs the server. */
export function expandHome(path: string): string {
  if (path === '~') return homedir()
  return path.startsWith('~/') || (windows && path.startsWith('~\\')) ? join(homedir(), path.slice(2)) : path
}
