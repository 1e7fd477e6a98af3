/** Where lines go in the order in which they were written. Never throws. */
export interface LineSink {
  /** `line` ends in a newline. Lines of ASCII alone are written without being encoded. */
  write(line: string, isAscii?: boolean): void
  /** Everything that was written is handed to the system when this returns, save what it does not take yet. */
  flush(): void
  close(): void
}
