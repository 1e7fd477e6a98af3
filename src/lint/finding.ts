/** Something about a definition that makes it harder for agents than it need be. */
export interface Finding {
  readonly rule: string
  /** Tool that it concerns; undefined where it is about all of them. */
  readonly tool: string | undefined
  /** Path within the input schema, such as `filter.status`; empty for the tool itself. */
  readonly path: string
  readonly problem: string
  /** What to write instead. */
  readonly cure: string
}
