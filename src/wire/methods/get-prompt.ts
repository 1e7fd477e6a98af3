import { RpcError } from '../../errors.ts'
import { quoteForeign } from '../quote-foreign.ts'
import { optionalObject, refuse, requireString } from './check-params.ts'
import type { Method } from './method.ts'

export const getPrompt: Method = (call, service) => {
  const name = requireString(call.params, 'name')
  const args = optionalObject(call.params, 'arguments')
  if (Object.values(args).some(value => typeof value !== 'string'))
    throw refuse('the arguments of a prompt are strings')
  const prompt = service.registry.prompts.get(name)
  if (!prompt) throw new RpcError('PROMPT_NOT_FOUND', { message: `Prompt ${quoteForeign(name)} not found` })
  call.record.subject = name
  return prompt.get(args, call)
}
