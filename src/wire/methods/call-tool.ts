import { RpcError } from '../../errors.ts'
import { quoteForeign } from '../quote-foreign.ts'
import { optionalObject, requireString } from './check-params.ts'
import type { Method } from './method.ts'

export const callTool: Method = (call, service) => {
  const name = requireString(call.params, 'name')
  const args = optionalObject(call.params, 'arguments')
  const tool = service.registry.tools.get(name)
  if (!tool) throw new RpcError('TOOL_NOT_FOUND', { message: `Tool ${quoteForeign(name)} not found` })
  call.record.subject = name
  return tool.call(args, call)
}
