import { type RpcFailure, rpcFailure } from '../../../errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import type { ParamHeader } from '../../../primitives/param-headers.ts'
import type { Registry } from '../../../primitives/registry.ts'
import type { RpcRequest } from '../../jsonrpc.ts'
import { quoteForeign } from '../../quote-foreign.ts'
import { decodeHeaderValue } from './header-value.ts'

/** Looks a request header up by its lower-case name. */
export type HeaderLookup = (name: string) => string | undefined

/** The parameter that `Mcp-Name` repeats, by method (2026-07-28, SEP-2243). */
const nameSource: ReadonlyMap<string, 'name' | 'uri' | 'taskId'> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
] as const)

/** Refuses a request whose `Mcp-*` headers are missing or say something else than its body. Presence first, in the order the specification names them. */
export function checkHeaders(request: RpcRequest, header: HeaderLookup, registry: Registry): RpcFailure | undefined {
  if (header('mcp-protocol-version') === undefined)
    return mismatch('the required MCP-Protocol-Version header is absent')
  if (header('mcp-method') === undefined) return mismatch('the required Mcp-Method header is absent')
  const params = request.params ?? {}
  return (
    checkName(request.method, params, header('mcp-name')) ?? checkParamHeaders(request.method, params, header, registry)
  )
}

function checkName(method: string, params: JsonObject, nameHeader: string | undefined): RpcFailure | undefined {
  const source = nameSource.get(method)
  if (source === undefined) return undefined
  const inBody = params[source]
  if (nameHeader === undefined)
    return typeof inBody === 'string' ? mismatch('the required Mcp-Name header is absent') : undefined
  const named = decodeHeaderValue(nameHeader)
  if (named === undefined) return mismatch('the Mcp-Name header carries an invalid Base64 value')
  if (typeof inBody === 'string' && named !== inBody)
    return mismatch(
      `the body carries params.${source}=${JSON.stringify(quoteForeign(inBody))}, the Mcp-Name header ${JSON.stringify(named)}`,
    )
  return undefined
}

function checkParamHeaders(
  method: string,
  params: JsonObject,
  header: HeaderLookup,
  registry: Registry,
): RpcFailure | undefined {
  if (method !== 'tools/call') return undefined
  const tool = registry.tools.get(params.name as string)
  if (!tool || tool.paramHeaders.length === 0) return undefined
  for (const declared of tool.paramHeaders) {
    const failure = checkParamHeader(declared, params.arguments, header)
    if (failure) return failure
  }
  return undefined
}

function checkParamHeader(declared: ParamHeader, args: Json | undefined, header: HeaderLookup): RpcFailure | undefined {
  const inBody = valueAt(args, declared.path)
  // A missing value needs no header; a value of another kind is for the validation of arguments.
  if (typeof inBody !== 'string' && typeof inBody !== 'number' && typeof inBody !== 'boolean') return undefined
  // Beyond the safe integers the client cannot write it down exactly either.
  if (Number.isInteger(inBody) && !Number.isSafeInteger(inBody)) return undefined
  const raw = header(declared.header)
  if (raw === undefined)
    return mismatch(`the body carries ${declared.path.join('.')}, but the ${declared.header} header is absent`)
  const value = decodeHeaderValue(raw)
  if (value === undefined) return mismatch(`the ${declared.header} header carries an invalid Base64 value`)
  const same =
    typeof inBody === 'number' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) === inBody : value === String(inBody)
  return same
    ? undefined
    : mismatch(`the ${declared.header} header says something else than ${declared.path.join('.')} in the body`)
}

function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  let at = value
  for (const key of path) at = isJsonObject(at) ? at[key] : undefined
  return at
}

function mismatch(what: string): RpcFailure {
  return rpcFailure('HEADER_MISMATCH', { message: `Bad Request: the request headers and body disagree: ${what}` })
}
