/** Who a call is made for. */
export interface Principal {
  /** Stable within its issuer; `anonymous` where nobody signed in. */
  readonly id: string
  readonly scopes: readonly string[]
  readonly claims: Readonly<Record<string, unknown>>
}

export const anonymous: Principal = Object.freeze({ id: 'anonymous', scopes: [], claims: {} })
