import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { type ListedTool, NotMcpError } from './connection.ts'

/** Pages of one list: a server that never ends is left there. */
const maxPages = 1000

/** Every tool, page after page. */
export async function collectTools(
  request: (params: JsonObject) => Promise<JsonObject>,
): Promise<readonly ListedTool[]> {
  const tools: ListedTool[] = []
  let cursor: Json | undefined
  for (let page = 0; page < maxPages; page++) {
    const result = await request(cursor === undefined ? {} : { cursor })
    if (!Array.isArray(result['tools']))
      throw new NotMcpError('The server answered tools/list without a list of tools.')
    tools.push(...result['tools'].filter(isListedTool))
    cursor = result['nextCursor']
    if (typeof cursor !== 'string') break
  }
  return tools
}

function isListedTool(tool: unknown): tool is ListedTool {
  return isJsonObject(tool) && typeof tool['name'] === 'string' && isJsonObject(tool['inputSchema'])
}
