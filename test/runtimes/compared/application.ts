import { makeFaceSubject } from '../../faces/face-subject.ts'

type Fetch = (request: Request, ...host: readonly unknown[]) => Promise<Response>

/** The subject of the comparison twice: with sessions, and at /stateless without. */
export function makeApplication(): Fetch {
  const stateless = makeFaceSubject(false).fetch
  const sessions = makeFaceSubject(true).fetch
  return (request, ...host) =>
    request.url.endsWith('/stateless') ? stateless(request, ...host) : sessions(request, ...host)
}
