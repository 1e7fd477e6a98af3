/** Who a call is made for. */
export interface Principal {
  /** Stable within its issuer; `anonymous` where nobody signed in. */
  readonly id: string
  readonly scopes: readonly string[]
  readonly claims: Readonly<Record<string, unknown>>
}

/** A principal as an application names it. */
export interface PrincipalClaim {
  readonly id: string
  /** Default: none. */
  readonly scopes?: readonly string[] | undefined
  /** Whatever handlers want to know of it: `call.principal.claims`. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
}

export const anonymous: Principal = Object.freeze({ id: 'anonymous', scopes: [], claims: {} })

/** The principal that an application named. Throws where it is none: no call is made for half a principal. */
export function readPrincipal(named: unknown): Principal {
  const { id, scopes = [], claims = {} } = named as Partial<PrincipalClaim>
  if (typeof id !== 'string' || id === '') throw new TypeError('principal: the application named one without an id')
  if (!Array.isArray(scopes) || !scopes.every(scope => typeof scope === 'string'))
    throw new TypeError(`principal: the scopes of "${id}" are no list of strings`)
  if (claims === null || typeof claims !== 'object')
    throw new TypeError(`principal: the claims of "${id}" are no object`)
  return { id, scopes, claims }
}
