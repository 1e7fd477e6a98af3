import { callTool } from './call-tool.ts'
import { complete } from './complete.ts'
import { getPrompt } from './get-prompt.ts'
import { list } from './list.ts'
import type { Method } from './method.ts'
import { readResource } from './read-resource.ts'

/** The methods that both eras have, and answer alike. */
export const primitiveMethods: readonly (readonly [string, Method])[] = [
  ['tools/list', list('tools/list')],
  ['tools/call', callTool],
  ['prompts/list', list('prompts/list')],
  ['prompts/get', getPrompt],
  ['resources/list', list('resources/list')],
  ['resources/templates/list', list('resources/templates/list')],
  ['resources/read', readResource],
  ['completion/complete', complete],
]
