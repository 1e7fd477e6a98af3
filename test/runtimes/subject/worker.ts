import { defineSubject, makeApplication } from './application.ts'

const server = defineSubject()
export default { fetch: makeApplication(server, server.fetchHandler({ principal: () => ({ id: 'tester' }) })) }
