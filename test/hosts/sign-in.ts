import type { MountOptions, NodeRequest, PrincipalClaim } from '../../src/index.ts'
import type { Send, Served } from '../protocol/testbed.ts'
import { plainHeaders } from './plain-headers.ts'

/** An application's own sign-in, by the `Authorization` header. */
export type SignIn = (authorization: string | undefined) => Claimed | Promise<Claimed>
type Claimed = PrincipalClaim | undefined

export function signInNode(signIn: SignIn | undefined): MountOptions<NodeRequest> {
  return signIn ? { principal: ({ headers }) => signIn(headers['authorization'] as string | undefined) } : {}
}

export function signInFetch(signIn: SignIn | undefined): MountOptions<Request> {
  return signIn ? { principal: ({ headers }) => signIn(headers.get('authorization') ?? undefined) } : {}
}

/** The same server, asked as somebody. */
export function signedIn(served: Served, authorization: string): Served {
  const send: Send = (url, init = {}) =>
    served.send(url, { ...init, headers: { ...plainHeaders(init.headers), authorization } })
  const post: Served['post'] = (body, headers, signal) => served.post(body, { ...headers, authorization }, signal)
  return { ...served, send, post }
}
