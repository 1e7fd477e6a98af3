import { refuseCall } from '../../refusal.ts'
import type { Practice } from '../practice.ts'

/** The scopes of a definition against those of the principal. Never only reported: a door is shut or it is none. */
export const authorize: Practice = {
  name: 'authorize',
  wrap({ name, settings }, next) {
    const { scopes } = settings
    if (!scopes || scopes.length === 0) return undefined
    return function authorizeCall(args, call) {
      const missing = scopes.filter(scope => !call.principal.scopes.includes(scope))
      if (missing.length === 0) return next(args, call)
      const message = `${name} needs scopes that were not granted: ${missing.join(', ')}`
      return refuseCall(call, 'authorize', 'SCOPE_MISSING', { message, data: { requiredScopes: missing } })
    }
  },
  describe: ({ settings: { scopes = [] } }) => ({
    mode: scopes.length > 0 ? 'enforce' : 'off',
    setting: scopes.join(' '),
  }),
}
