import type { Outcome } from '../../../call.ts'
import { callTool } from '../../methods/call-tool.ts'
import { complete } from '../../methods/complete.ts'
import { getPrompt } from '../../methods/get-prompt.ts'
import { list } from '../../methods/list.ts'
import type { Method } from '../../methods/method.ts'
import { readResource } from '../../methods/read-resource.ts'

export const emptyResult: Outcome = { kind: 'encoded', json: '{}' }

/** The methods of the 2025 era that need no session. `initialize`, `logging/setLevel` and the subscriptions do. */
export const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['ping', () => emptyResult],
  ['tools/list', list('tools/list')],
  ['tools/call', callTool],
  ['prompts/list', list('prompts/list')],
  ['prompts/get', getPrompt],
  ['resources/list', list('resources/list')],
  ['resources/templates/list', list('resources/templates/list')],
  ['resources/read', readResource],
  ['completion/complete', complete],
])
