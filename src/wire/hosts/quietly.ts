/** What there is to read of what a host called with; undefined where reading it throws. An application may pass anything on. */
export function quietly<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
