/**
 * Whether the process goes on between requests and may open ports. Cloudflare Workers keep none: memory, timers and
 * random values belong to the request at hand (they say who they are in `navigator.userAgent`).
 */
export const keepsProcess = globalThis.navigator?.userAgent !== 'Cloudflare-Workers'

/** Keeps the process from ending of itself until the returned function is called: what the server waits for may hold nothing open. */
export function holdProcess(): () => void {
  const held = setInterval(() => {}, 60_000)
  return () => clearInterval(held)
}

/** Bun answers to the names of some packages with parts of its own. */
export const isBun = globalThis.process?.versions?.['bun'] !== undefined
