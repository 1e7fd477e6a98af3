/** Like git: a NUL byte among the first 8,000 means that this is no text. */
export const sniffedBytes = 8_000

/** Judges by the beginning of a file. */
export function looksBinary(head: Uint8Array): boolean {
  return head.subarray(0, sniffedBytes).includes(0)
}
