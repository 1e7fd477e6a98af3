import type { Outcome } from '../../../call.ts'
import type { Method } from '../../methods/method.ts'
import { primitiveMethods } from '../../methods/primitive-methods.ts'

export const emptyResult: Outcome = { kind: 'encoded', json: '{}' }

/** The methods of the 2025 era that need no session. `initialize`, `logging/setLevel` and the subscriptions do. */
export const methods: ReadonlyMap<string, Method> = new Map([['ping', () => emptyResult], ...primitiveMethods])
