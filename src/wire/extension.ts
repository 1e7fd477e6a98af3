import type { Call, Outcome } from '../call.ts'
import type { JsonObject } from '../json.ts'
import type { MaybePromise } from '../maybe-promise.ts'

/** `server.extension('com.example/feature', { settings, methods })`: declared to clients and negotiated in both eras. */
export interface Extension {
  /** Told to clients under `capabilities.extensions[id]`. Default: `{}`. */
  readonly settings?: JsonObject
  /** Methods that the extension adds. Return the result object; throw RpcError to refuse. */
  readonly methods?: Readonly<Record<string, (call: Call) => MaybePromise<JsonObject>>>
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
