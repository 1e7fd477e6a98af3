import type { Call, Outcome } from '../call.ts'
import { DefinitionError } from '../errors.ts'
import type { JsonObject } from '../json.ts'
import type { MaybePromise } from '../maybe-promise.ts'

/** `server.extension('com.example/feature', { settings, methods })`: declared to clients and negotiated in both eras. */
export interface Extension {
  /** Told to clients under `capabilities.extensions[id]`. Default: `{}`. */
  readonly settings?: JsonObject
  /** Methods that the extension adds. Return the result object; throw RpcError to refuse. */
  readonly methods?: Readonly<Record<string, (call: Call) => MaybePromise<JsonObject>>>
}

/** Methods that the protocol has taken for itself, now or in an older revision. */
const reserved =
  /^(initialize|ping|(tools|prompts|resources|completion|logging|server|subscriptions|roots|sampling|elicitation|notifications)\/.*)$/

/** Refuses an extension that could not be told from the protocol or from another one. Throws DefinitionError. */
export function checkExtension(id: string, extension: Extension, declared: ReadonlyMap<string, Extension>): void {
  const refuse = (why: string): never => {
    throw new DefinitionError(`extension "${id}"${why}`)
  }
  if (!/^[a-z0-9.-]+\/[A-Za-z0-9._-]+$/.test(id)) refuse(': an id has a vendor prefix, such as com.example/feature.')
  if (declared.has(id)) refuse(' is declared already.')
  for (const method of Object.keys(extension.methods ?? {})) {
    if (reserved.test(method)) refuse(`: ${method} is a method of the protocol.`)
    for (const [other, { methods }] of declared)
      if (methods && Object.hasOwn(methods, method)) refuse(`: ${method} is a method of "${other}" already.`)
  }
}

/** Whether the client of this call declared the extension. */
export function speaksExtension(call: Call, id: string): boolean {
  const { extensions } = call.client.capabilities
  return extensions !== null && typeof extensions === 'object' && Object.hasOwn(extensions, id)
}

export function extensionMethod(
  extensions: ReadonlyMap<string, Extension>,
  method: string,
): ((call: Call) => MaybePromise<Outcome>) | undefined {
  for (const extension of extensions.values()) {
    const handler =
      extension.methods && Object.hasOwn(extension.methods, method) ? extension.methods[method] : undefined
    if (handler) return async call => ({ kind: 'result', result: await handler(call) })
  }
  return undefined
}
