import type { Contained, Located, Place, WritableFile } from '../contained.ts'
import { refusal } from '../refusals.ts'

/** Where contents are to go: a directory, a name in it, and the file that has this name now. */
export interface Target extends Disposable {
  /** As the agent named it. */
  readonly place: Place
  readonly located: Located
  /** Open for as long as the target is, so that no other file can have its inode number meanwhile. */
  readonly current: WritableFile | undefined
}

/**
 * Opens what `path` stands for, links followed, to replace its contents. Throws NOT_A_FILE where it is anything but a
 * regular file or nothing, READ_ONLY, and ACCESS_DENIED where the file itself may not be written, though its directory may.
 */
export function openTarget(contained: Contained, path: string, createParents: boolean): Target {
  const place = contained.place(path)
  if (createParents) contained.makeParents(place)[Symbol.dispose]()
  const located = contained.openTarget(place)
  try {
    if (located.place.root.readOnly) throw refusal('READ_ONLY', { path: place.path })
    const current = located.facts && located.directory.openWritable(located.name)
    return {
      place,
      located,
      current,
      [Symbol.dispose]() {
        current?.[Symbol.dispose]()
        located[Symbol.dispose]()
      },
    }
  } catch (error) {
    located[Symbol.dispose]()
    throw error
  }
}
