import type { ListMethod } from '../lists.ts'
import { optionalString } from './check-params.ts'
import type { Method } from './method.ts'

export function list(method: ListMethod): Method {
  return function listPage(call, service, dialect) {
    optionalString(call.params, 'cursor')
    return service.lists.list(method, dialect, call)
  }
}
