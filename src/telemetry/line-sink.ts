/** Where lines go in the order in which they were written, with none lost. */
export interface LineSink {
  /** `line` ends in a newline. Lines of ASCII alone are written without being encoded. */
  write(line: string, isAscii?: boolean): void
  /** Everything that was written is handed to the system when this returns or resolves. */
  flush(): void | Promise<void>
  close(): void | Promise<void>
}
