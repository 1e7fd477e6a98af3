export interface RootSetting {
  /** A directory; `~` is the home directory, a relative path is relative to the working directory. */
  readonly path: string
  /** Left out where it does not exist when the server starts. Default false: then that is an error. */
  readonly optional?: boolean
  /** Nothing is written below it. Default: what the toolkit says. */
  readonly readOnly?: boolean
}
