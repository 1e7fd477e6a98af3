import { defineLintel } from '../../differential/lintel-side.ts'

export default { fetch: defineLintel(false).fetchHandler({ principal: () => ({ id: 'tester' }) }) }
