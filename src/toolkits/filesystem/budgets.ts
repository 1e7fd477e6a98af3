/** How much one call may read, answer or write. Whatever is over is refused by name or continued by a cursor. */
export interface Budgets {
  /** Bytes of file text in one answer. Default 100,000. */
  readonly textBytes: number
  /** Entries (names, matches, files) in one answer. Default 1,000. */
  readonly entries: number
  /** Bytes of an image, sound or other binary that is sent whole. Default 5,000,000. */
  readonly mediaBytes: number
  /** Bytes of one file that a tool may hold in memory, to edit it or to name its contents. Default 10,000,000. */
  readonly fileBytes: number
  /** Milliseconds that one search, tree or grep may run before it answers with what it has and a cursor. Default 5,000. */
  readonly walkMs: number
  /** Levels of directories that a walk goes down. Default 100. */
  readonly depth: number
  /** Files that `read_multiple_files`, `stat_many` or `write_files` take at once. Default 100. */
  readonly files: number
  /** Entries that one call may copy or remove for good. Default 10,000. */
  readonly treeEntries: number
  /** Bytes that one call may copy. Default 1,000,000,000. */
  readonly copyBytes: number
  /** Deleted entries that a root's trash keeps; the oldest go first. Default 1,000. */
  readonly trashEntries: number
  /** Days that the trash keeps an entry. Default 30. */
  readonly trashDays: number
  /** Resources that are watched at the same time. Default 100. */
  readonly watchers: number
}

export const defaultBudgets: Budgets = {
  textBytes: 100_000,
  entries: 1_000,
  mediaBytes: 5_000_000,
  fileBytes: 10_000_000,
  walkMs: 5_000,
  depth: 100,
  files: 100,
  treeEntries: 10_000,
  copyBytes: 1_000_000_000,
  trashEntries: 1_000,
  trashDays: 30,
  watchers: 100,
}
