/** What the shop has already: its orders, here in memory, and its sign-in, here one token of one person. */
export interface Order {
  readonly id: string
  readonly customer: string
  readonly item: string
  readonly status: 'open' | 'cancelled'
}

const orders = new Map<string, Order>()
for (const order of [
  { id: 'A1', customer: 'ada', item: 'Tea', status: 'open' },
  { id: 'A2', customer: 'ada', item: 'Cups', status: 'open' },
  { id: 'B1', customer: 'ben', item: 'Coffee', status: 'open' },
] as const)
  orders.set(order.id, order)

export function ordersOf(customer: string): readonly Order[] {
  return [...orders.values()].filter(order => order.customer === customer)
}

export function cancel(order: Order): Order {
  const cancelled = { ...order, status: 'cancelled' } as const
  orders.set(order.id, cancelled)
  return cancelled
}

/** Who sent a request with this `Authorization` header; undefined where nobody signed in. */
export function signIn(authorization: string | null | undefined, token: string | undefined) {
  return token && authorization === `Bearer ${token}` ? { id: 'ada' } : undefined
}
