/** What is used of a Node stream that is read, such as `process.stdin`; said here, so that the package's types need no others. */
export interface InputPipe {
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown
  off(event: 'data', listener: (chunk: Uint8Array) => void): unknown
  once(event: 'end' | 'close' | 'error', listener: () => void): unknown
  pause(): unknown
  resume(): unknown
}

/** What is used of a Node stream that is written, such as `process.stdout`. */
export interface OutputPipe {
  readonly destroyed: boolean
  readonly writableLength: number
  on(event: 'drain' | 'error', listener: () => void): unknown
  write(text: string, written?: () => void): boolean
}
