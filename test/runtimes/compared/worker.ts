import { makeFaceSubject } from '../../faces/face-subject.ts'

export default { fetch: makeFaceSubject(false).fetchHandler({ principal: () => ({ id: 'tester' }) }) }
