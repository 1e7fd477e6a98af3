import { ToolError } from '../../../errors.ts'
import { shownName } from '../answer.ts'
import type { Directory, OpenedFile } from '../contained.ts'
import type { Page } from '../walking/page.ts'
import type { LineMatcher } from './line-matcher.ts'
import { type FilePosition, searchFile } from './search-file.ts'

interface SearchSettings {
  readonly matcher: LineMatcher
  /** Lines before and after each match. */
  readonly context: number
  /** Matches in one answer. */
  readonly limit: number
  /** Bytes of a file that are read at once. */
  readonly pieceBytes: number
  readonly page: Page
  readonly signal: AbortSignal
}

/** Searches file after file, and gathers the lines of one answer. */
export class Search {
  readonly #settings: SearchSettings
  readonly #lines: string[] = []
  #files = 0
  #searched = 0

  constructor(settings: SearchSettings) {
    this.#settings = settings
  }

  get text(): string {
    return this.#lines.join('\n')
  }

  get facts(): {
    readonly count: number
    readonly files: number
    readonly searched: number
  } {
    const { page } = this.#settings
    return { count: page.entries, files: this.#files, searched: this.#searched }
  }

  /**
   * Searches an entry that a walk found, from a place in it on. Answers where to go on where not all of it fits. What
   * cannot be opened, because it is gone or denied, is passed over.
   */
  async entry(
    directory: Directory,
    name: string,
    shown: string,
    from?: FilePosition,
  ): Promise<FilePosition | undefined> {
    let file: OpenedFile
    try {
      file = directory.openFile(name)
    } catch (error) {
      if (error instanceof ToolError && error.code !== 'SYSTEM_BUSY') return undefined
      throw error
    }
    using opened = file
    return await this.file(opened, shown, from)
  }

  /** The same for a file that is open. */
  async file(file: OpenedFile, shown: string, from?: FilePosition): Promise<FilePosition | undefined> {
    const { matcher, context, limit, pieceBytes, page, signal } = this.#settings
    const options = { matcher, context, limit: limit - page.entries, maxBytes: page.room, pieceBytes, signal }
    const found = await searchFile(file, { ...options, from, late: page.late })
    this.#searched++
    if (found.matches === 0) return found.next
    const text = [shownName(shown), ...found.shown].join('\n')
    this.#lines.push(text)
    this.#files++
    page.add(text, found.matches)
    return found.next
  }
}
