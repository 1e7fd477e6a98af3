const everyMs = 500

/**
 * Calls `onGone` once the parent has ended, where npm started this process: ended by SIGTERM, npm ends its shell and
 * leaves what runs in it. Elsewhere a process may well outlive its parent, and on Windows it cannot see that. Returns
 * what stops the watch.
 */
export function watchParent(onGone: () => void): () => void {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return () => {}
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onGone()
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
