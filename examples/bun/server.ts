import { createServer, ToolError, z } from 'lintel'
import { cancel, ordersOf } from './shop.ts'

/** The shop for agents, the same on every host. */
export const server = createServer({ name: 'shop', version: '1.0.0' })

const status = z.enum(['open', 'cancelled'])
const order = z.object({ id: z.string(), item: z.string(), status })

server.tool('list_orders', {
  description: 'The orders of whoever asks.',
  input: z.object({ status: status.optional().describe('Only orders that are open, or cancelled') }),
  output: z.object({ orders: z.array(order) }),
  readOnly: true,
  run: ({ status }, { principal }) => ({
    orders: ordersOf(principal.id).filter(order => status === undefined || order.status === status),
  }),
})

server.tool('cancel_order', {
  description: 'Cancels an order of whoever asks, after the person has agreed. Answers how the order stands then.',
  input: z.object({ id: z.string().describe('The id that list_orders gives') }),
  output: order,
  destructive: true,
  idempotent: true,
  run: async ({ id }, call) => {
    const order = ordersOf(call.principal.id).find(order => order.id === id)
    if (!order) throw new ToolError(`You have no order ${id}.`, { code: 'NO_ORDER', next: 'Call list_orders first.' })
    const { action } = await call.elicit({ message: `Cancel ${order.item}?`, schema: z.object({}) })
    return action === 'accept' ? cancel(order) : order
  },
})
