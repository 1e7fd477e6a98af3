import type { Allow } from './allow.ts'
import type { Place } from './contained.ts'
import { checkName, placeBelow } from './place.ts'
import { refusal, refusalOf } from './refusals.ts'
import { makeReservedName } from './reserved-names.ts'

/** What is allowed with the names in one directory, before the disk is asked. Each check answers the name that it passed. */
export class EntryGuard {
  readonly #place: Place
  readonly #allow: Allow
  readonly #temporaries = new Set<string>()

  constructor(place: Place, allow: Allow) {
    this.#place = place
    this.#allow = allow
  }

  checkFile(name: string): string {
    if (this.#allow(checkName(name)) || this.#temporaries.has(name)) return name
    throw refusal('EXTENSION_NOT_ALLOWED', { path: this.shown(name) })
  }

  checkChange(name: string): string {
    if (this.#place.root.readOnly) throw refusal('READ_ONLY', { path: this.shown(checkName(name)) })
    return checkName(name)
  }

  checkChangeOfFile(name: string): string {
    return this.checkFile(this.checkChange(name))
  }

  /** A name of our own, whose file type is not asked for. */
  nameTemporary(): string {
    const name = this.checkChange(makeReservedName())
    this.#temporaries.add(name)
    return name
  }

  shown(name: string): string {
    return placeBelow(this.#place, name).path
  }

  /** Does what asks the system, and turns its refusals into ours. */
  attempt<T>(name: string, act: () => T): T {
    try {
      return act()
    } catch (error) {
      throw refusalOf(error, this.shown(name))
    }
  }
}
