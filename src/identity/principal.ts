/** Who a call is made for. */
export interface Principal {
  /** Stable within its issuer; `anonymous` where nobody signed in. */
  readonly id: string
  readonly scopes: readonly string[]
  readonly claims: Readonly<Record<string, unknown>>
}

/** A principal as an application names it. */
export interface PrincipalClaim {
  /** A text, or the number that a database calls it: 42 and '42' are the same principal. */
  readonly id: string | number | bigint
  /** Default: none. */
  readonly scopes?: readonly string[] | undefined
  /** Whatever handlers want to know of it: `call.principal.claims`. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
}

export const anonymous: Principal = Object.freeze({ id: 'anonymous', scopes: [], claims: {} })

/** The principal that an application named. Throws where it is none: no call is made for half a principal. */
export function readPrincipal(named: unknown): Principal {
  const { id: key, scopes = [], claims = {} } = named as Partial<PrincipalClaim>
  const id = readId(key)
  if (!Array.isArray(scopes) || !scopes.every(scope => typeof scope === 'string'))
    throw new TypeError(`principal: the scopes of "${id}" are no list of strings`)
  if (claims === null || typeof claims !== 'object')
    throw new TypeError(`principal: the claims of "${id}" are no object`)
  return { id, scopes, claims }
}

/** Beyond the safe integers, several keys would read as the same number. */
function readId(key: unknown): string {
  if (typeof key === 'string' && key !== '') return key
  if (typeof key === 'bigint' || Number.isSafeInteger(key)) return String(key)
  throw new TypeError(`principal: the id must be a non-empty string or a whole number, and is ${describe(key)}`)
}

function describe(key: unknown): string {
  if (key === '') return 'an empty string'
  if (typeof key === 'number') return `the number ${key}`
  if (typeof key === 'object' && key !== null) return 'an object; make it a text: String(id)'
  return key === undefined || key === null ? `${key}` : `a ${typeof key}`
}
