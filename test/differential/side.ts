/** One of the two servers under comparison. */
export interface Side {
  readonly url: string
  close(): Promise<void>
}
