import { rpcFailure } from '../../errors.ts'
import { quoteForeign } from '../quote-foreign.ts'
import { requireString } from './check-params.ts'
import type { Method } from './method.ts'

/** Characters of a URI that is held against templates: the longest path that Linux has (4,096 bytes), each byte percent-encoded, and room. */
const longestMatched = 16 * 1024

export const readResource: Method = (call, service) => {
  const uri = requireString(call.params, 'uri')
  if (uri.startsWith(service.kept.prefix)) return service.kept.read(call)
  const resource = service.registry.resources.get(uri)
  if (resource) {
    call.record.subject = uri
    return resource.read(call)
  }
  if (uri.length > longestMatched) {
    const message = `Resource not found: its URI has ${uri.length} characters, and may have ${longestMatched}`
    return { kind: 'failure', failure: rpcFailure('RESOURCE_NOT_FOUND', { message }) }
  }
  for (const template of service.registry.templates.values()) {
    const read = template.match(uri)
    if (read) {
      call.record.subject = template.uriTemplate
      return read(call)
    }
  }
  return {
    kind: 'failure',
    failure: rpcFailure('RESOURCE_NOT_FOUND', {
      message: `Resource ${quoteForeign(uri)} not found`,
      data: { uri: quoteForeign(uri) },
    }),
  }
}
