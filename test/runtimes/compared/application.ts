import { defineLintel } from '../../differential/lintel-side.ts'

type Fetch = (request: Request, ...host: readonly unknown[]) => Promise<Response>

/** The subject of the comparison twice: with sessions, and at /stateless without. */
export function makeApplication(): Fetch {
  const stateless = defineLintel(false).fetch
  const sessions = defineLintel(true).fetch
  return (request, ...host) =>
    new URL(request.url).pathname === '/stateless' ? stateless(request, ...host) : sessions(request, ...host)
}
