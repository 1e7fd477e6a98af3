import { dirname, isAbsolute, resolve, sep } from 'node:path'
import type { Contained, Directory, Facts, Located, OpenedFile, Place, Root } from './contained.ts'
import { findRoot, placeBelow, placeIn } from './place.ts'
import { refusal } from './refusals.ts'
import { isReserved } from './reserved-names.ts'

const maxLinks = 40
/** Names on the way, those of link targets included. */
const maxSteps = 1_000
const separators = sep === '\\' ? /[\\/]/ : '/'

/**
 * Containment by walking: from the root's own handle down, one component at a time, by the methods of a directory, none
 * of which follows a link. So each step is taken in the directory that the step before had opened, whatever was
 * swapped since. Links are read and followed here, by name and by the same walk.
 */
export class WalkedContained implements Contained {
  readonly roots: readonly Root[]
  readonly #openRoot: (root: Root) => Directory

  constructor(roots: readonly Root[], openRoot: (root: Root) => Directory) {
    this.roots = roots
    this.#openRoot = openRoot
  }

  place(path: string): Place {
    return placeIn(this.roots, path)
  }

  openFile(place: Place): OpenedFile {
    const end = this.#walk(place, 'follow')
    using directory = end.directory
    if (end.name === undefined) throw refusal('NOT_A_FILE', { path: place.path })
    return directory.openFile(end.name)
  }

  openDirectory(place: Place): Directory {
    const end = this.#walk(place, 'follow')
    if (end.name === undefined) return end.directory
    using directory = end.directory
    if (!end.facts) throw refusal('FILE_NOT_FOUND', { path: place.path })
    return directory.openDirectory(end.name)
  }

  openParent(place: Place): Located {
    return located(this.#walk(place, 'keep'))
  }

  openTarget(place: Place): Located {
    return located(this.#walk(place, 'follow'))
  }

  makeParents(place: Place): Located {
    return located(this.#walk(place, 'keep', true))
  }

  #walk(place: Place, lastLink: 'follow' | 'keep', makeMissing = false): End {
    let directory = this.#openRoot(place.root)
    const pending = place.segments.slice()
    const moveTo = (next: Directory) => {
      directory[Symbol.dispose]()
      directory = next
    }
    let links = 0
    let steps = 0
    try {
      for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
        if (++steps > maxSteps) throw refusal('LINK_LOOP', { path: place.path })
        if (name === '' || name === '.') continue
        if (name === '..') {
          moveTo(this.#openAbove(directory.place, pending))
          continue
        }
        if (isReserved(name)) throw refusal('RESERVED_NAME', { path: place.path })
        const facts = directory.lstat(name)
        const isLink = facts?.kind === 'link'
        if (pending.length === 0 && !(isLink && lastLink === 'follow')) return { directory, name, facts }
        if (isLink) {
          if (++links > maxLinks) throw refusal('LINK_LOOP', { path: place.path })
          const target = directory.readLink(name)
          if (isAbsolute(target)) moveTo(this.#openElsewhere(resolve(target), pending))
          else pending.unshift(...target.split(separators))
          continue
        }
        if (!facts && makeMissing) directory.makeDirectory(name)
        else if (!facts) throw refusal('FILE_NOT_FOUND', { path: place.path })
        moveTo(directory.openDirectory(name))
      }
      return { directory, name: undefined, facts: undefined }
    } catch (error) {
      directory[Symbol.dispose]()
      throw error
    }
  }

  /** The directory above, for a `..` in a link; that of a root may lie in another root. */
  #openAbove(below: Place, pending: string[]): Directory {
    if (below.segments.length === 0) return this.#openElsewhere(dirname(below.root.realPath), pending)
    return this.#openDown(below.root, below.segments.slice(0, -1))
  }

  /**
   * Where a link leaves its root for `absolute`: the root that holds this, or that the names which are still to come
   * lead into. Leaves in `pending` what is to be walked from there.
   */
  #openElsewhere(absolute: string, pending: string[]): Directory {
    let found = findRoot(this.roots, absolute)
    if (found) {
      pending.unshift(...found.segments)
    } else {
      found = findRoot(this.roots, resolve(absolute, ...pending))
      if (!found) throw refusal('PATH_OUTSIDE_ROOTS')
      pending.splice(0, pending.length, ...found.segments)
    }
    return this.#openRoot(found.root)
  }

  /** Names that were walked before and held no link; if one does now, it is refused. */
  #openDown(root: Root, segments: readonly string[]): Directory {
    let directory = this.#openRoot(root)
    for (const name of segments) {
      using parent = directory
      directory = parent.openDirectory(name)
    }
    return directory
  }
}

/** Where a walk ended: at an entry of a directory, or, without a name, at the directory itself. */
interface End {
  readonly directory: Directory
  readonly name: string | undefined
  readonly facts: Facts | undefined
}

function located({ directory, name, facts }: End): Located {
  if (name === undefined) {
    directory[Symbol.dispose]()
    throw refusal('ROOT_ITSELF', { path: directory.place.path })
  }
  return {
    directory,
    name,
    facts,
    place: placeBelow(directory.place, name),
    [Symbol.dispose]: () => directory[Symbol.dispose](),
  }
}
