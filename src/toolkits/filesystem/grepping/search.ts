import { ToolError } from '../../../errors.ts'
import { shownName } from '../answer.ts'
import type { Directory, OpenedFile } from '../contained.ts'
import { readWhole } from '../reading/read-whole.ts'
import type { Page } from '../walking/page.ts'
import type { LineMatcher } from './line-matcher.ts'
import { searchText } from './search-text.ts'

interface SearchSettings {
  readonly matcher: LineMatcher
  /** Lines before and after each match. */
  readonly context: number
  /** Matches in one answer. */
  readonly limit: number
  /** Bytes of a file that is searched. */
  readonly fileBytes: number
  readonly page: Page
  readonly signal: AbortSignal
}

/** Searches file after file, and gathers the lines of one answer. */
export class Search {
  readonly #settings: SearchSettings
  readonly #lines: string[] = []
  #files = 0
  #searched = 0
  #tooLarge = 0

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
    readonly tooLarge: number
  } {
    const { page } = this.#settings
    return { count: page.entries, files: this.#files, searched: this.#searched, tooLarge: this.#tooLarge }
  }

  /**
   * Searches an entry that a walk found, after line `afterLine`. Answers the line to go on after where not all of it fits.
   * What cannot be opened, because it is gone or denied, is passed over; what is or grows too large is counted.
   */
  async entry(directory: Directory, name: string, shown: string, afterLine: number): Promise<number | undefined> {
    let file: OpenedFile
    try {
      file = directory.openFile(name)
    } catch (error) {
      if (error instanceof ToolError && error.code !== 'SYSTEM_BUSY') return undefined
      throw error
    }
    using opened = file
    try {
      return await this.file(opened, shown, afterLine)
    } catch (error) {
      if (!(error instanceof ToolError) || error.code !== 'TOO_LARGE') throw error
      this.#tooLarge++
      return undefined
    }
  }

  /** The same for a file that was asked for by its path: throws TOO_LARGE. */
  async file(file: OpenedFile, shown: string, afterLine: number): Promise<number | undefined> {
    const { matcher, context, limit, fileBytes, page, signal } = this.#settings
    const bytes = await readWhole(file, fileBytes, signal)
    this.#searched++
    const room = limit - page.entries
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const options = { matcher, context, limit: room, afterLine, maxBytes: page.room, signal }
    const found = await searchText(buffer, options)
    if (!found) return undefined
    const text = [shownName(shown), ...found.shown].join('\n')
    this.#lines.push(text)
    this.#files++
    page.add(text, found.matches)
    return found.next
  }
}
