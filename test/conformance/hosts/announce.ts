/** Says where the host serves, and closes it when it is told to end. */
export function announce(url: string, close: () => unknown): void {
  console.log(url)
  process.once('SIGTERM', () => void close())
}
