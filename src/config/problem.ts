/** A configuration file as it was read. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string
  readonly text: string
}

/** Where a setting was written. Lines and columns count from 1. */
export type Origin =
  | {
      readonly kind: 'file'
      readonly file: SourceFile
      readonly line: number
      readonly column: number
      /** Characters on that line that the caret underlines. */
      readonly length: number
    }
  | { readonly kind: 'variable'; readonly name: string; readonly folder: string }
  | { readonly kind: 'option'; readonly name: string; readonly folder: string }

/** One thing that is wrong with the configuration, for the operator. Nothing in it holds a secret. */
export interface ConfigProblem {
  readonly at: Origin
  /** The setting: `listen.port`; '' for the whole file. */
  readonly path: string
  readonly reason: string
  /** What to write instead. */
  readonly suggestion?: string | undefined
}

/** Everything that is wrong with the configuration, at once. Nothing was started. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly ConfigProblem[]
  readonly warnings: readonly ConfigProblem[]
  constructor(problems: readonly ConfigProblem[], warnings: readonly ConfigProblem[] = []) {
    super(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in the configuration`)
    this.problems = problems
    this.warnings = warnings
  }
}
