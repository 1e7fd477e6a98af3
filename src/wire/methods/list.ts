import type { ListMethod } from '../lists.ts'
import { optionalString, sentParams } from './check-params.ts'
import type { Method } from './method.ts'

export function list(method: ListMethod): Method {
  return function listPage(call, service) {
    optionalString(call.params, 'cursor')
    return service.around(method, service.lists.handlers[method])(sentParams(call.params), call)
  }
}
