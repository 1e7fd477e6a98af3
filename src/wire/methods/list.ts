import type { ListDialect, ListMethod } from '../lists.ts'
import { optionalString } from './check-params.ts'
import type { Method } from './method.ts'

export function list(method: ListMethod): Method {
  return function listPage(call, service, dialect) {
    optionalString(call.params, 'cursor')
    const handle = service.around(method, (shown, listed) => service.lists.list(method, shown as ListDialect, listed))
    return handle(dialect, call)
  }
}
