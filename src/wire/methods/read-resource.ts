import { rpcFailure } from '../../errors.ts'
import { quoteForeign } from '../quote-foreign.ts'
import { requireString } from './check-params.ts'
import type { Method } from './method.ts'

export const readResource: Method = (call, service) => {
  const uri = requireString(call.params, 'uri')
  if (uri.startsWith(service.kept.prefix)) return service.kept.read(call)
  const resource = service.registry.resources.get(uri)
  if (resource) {
    call.record.subject = uri
    return resource.read(call)
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
