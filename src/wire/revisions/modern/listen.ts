import { RpcError } from '../../../errors.ts'
import { anonymous, type Principal } from '../../../identity/principal.ts'
import { isJsonObject, type JsonObject } from '../../../json.ts'
import type { ServerEvent } from '../../../session/event-bus.ts'
import { declareCapabilities } from '../../capabilities.ts'
import { encodeNotification, encodeResult } from '../../encode.ts'
import type { RequestId, RpcRequest } from '../../jsonrpc.ts'
import { metaKeys } from '../../meta-keys.ts'
import { refuse, requireKeptUri } from '../../methods/check-params.ts'
import { describeEvent } from '../../notifications.ts'
import type { Reply } from '../../reply.ts'
import type { ResourceInterest } from '../../resource-interest.ts'
import type { Service } from '../../service.ts'
import type { ModernDialect } from './dialect.ts'

/** What a `subscriptions/listen` asked for and is given (2026-07-28, "Subscriptions"). */
interface Filter {
  readonly toolsListChanged?: true
  readonly promptsListChanged?: true
  readonly resourcesListChanged?: true
  readonly resourceSubscriptions?: readonly string[]
}

/** Streams open at once on one server. */
const maxListens = 1024
/** Of these, open at once for one principal that signed in. */
const maxListensOfPrincipal = maxListens / 8
/** URIs that one stream may watch. */
const maxListenUris = 1000

/** The open `subscriptions/listen` streams of a server. */
export class Listens {
  readonly #open = new Set<(graceful: boolean) => void>()
  /** How many are open for each principal. */
  readonly #held = new Map<string, number>()
  readonly #service: Service
  readonly #dialect: ModernDialect
  readonly #interest: ResourceInterest
  #isClosed = false

  constructor(service: Service, dialect: ModernDialect, interest: ResourceInterest) {
    this.#service = service
    this.#dialect = dialect
    this.#interest = interest
  }

  /** Acknowledges, then tells of events until the client hangs up, cancels (`stop`), or the server closes. */
  serve(request: RpcRequest, principal: Principal, reply: Reply): () => void {
    if (this.#open.size >= maxListens || !this.#mayHoldMore(principal)) throw new RpcError('TOO_MANY_SUBSCRIPTIONS')
    const filter = this.#honour(readFilter(request.params?.notifications))
    const stamp: JsonObject = { [metaKeys.subscriptionId]: request.id }
    const send = (method: string, params: JsonObject) =>
      reply.send(encodeNotification(method, { ...params, _meta: stamp }))
    send('notifications/subscriptions/acknowledged', { notifications: filter as JsonObject })

    const uris = filter.resourceSubscriptions ?? []
    const unsubscribe = this.#service.bus.subscribe(event => {
      if (!wants(filter, event)) return
      const { method, params } = describeEvent(event)
      send(method, params ?? {})
    })
    for (const uri of uris) this.#interest.add(uri)
    const end = (graceful: boolean) => {
      if (!this.#open.delete(end)) return
      this.#count(principal, -1)
      unsubscribe()
      for (const uri of uris) this.#interest.remove(uri)
      if (graceful) reply.answer(this.#farewell(request.id, stamp), 200)
      else reply.finish()
    }
    this.#open.add(end)
    this.#count(principal, 1)
    reply.onGone(() => end(false))
    // One that was on its way when the server closed is ended like those before it.
    if (this.#isClosed || Object.keys(filter).length === 0) end(true)
    return () => end(false)
  }

  close(): void {
    this.#isClosed = true
    for (const end of [...this.#open]) end(true)
  }

  /** Where nobody signs in, everybody is the same principal. */
  #mayHoldMore(principal: Principal): boolean {
    return principal === anonymous || (this.#held.get(principal.id) ?? 0) < maxListensOfPrincipal
  }

  #count({ id }: Principal, more: 1 | -1): void {
    const held = (this.#held.get(id) ?? 0) + more
    if (held === 0) this.#held.delete(id)
    else this.#held.set(id, held)
  }

  #farewell(id: RequestId, stamp: JsonObject): string {
    return encodeResult(id, this.#dialect.complete({ _meta: stamp }))
  }

  /** Only what the server really offers. */
  #honour(wanted: Filter): Filter {
    const capabilities = declareCapabilities(this.#service)
    const told = isJsonObject(capabilities.resources) && capabilities.resources.listChanged === true
    return {
      ...(wanted.toolsListChanged && capabilities.tools && { toolsListChanged: true }),
      ...(wanted.promptsListChanged && capabilities.prompts && { promptsListChanged: true }),
      ...(wanted.resourcesListChanged && told && { resourcesListChanged: true }),
      ...(wanted.resourceSubscriptions?.length && told && { resourceSubscriptions: wanted.resourceSubscriptions }),
    } as Filter
  }
}

function readFilter(value: unknown): Filter {
  if (!isJsonObject(value)) throw refuse('"notifications" must be an object')
  for (const key of ['toolsListChanged', 'promptsListChanged', 'resourcesListChanged']) {
    if (value[key] !== undefined && typeof value[key] !== 'boolean')
      throw refuse(`"notifications.${key}" must be a boolean`)
  }
  const uris = value.resourceSubscriptions
  if (uris !== undefined && !(Array.isArray(uris) && uris.every(uri => typeof uri === 'string'))) {
    throw refuse('"notifications.resourceSubscriptions" must be an array of URIs')
  }
  if (Array.isArray(uris) && uris.length > maxListenUris)
    throw refuse(`at most ${maxListenUris} resource subscriptions fit one stream`)
  if (Array.isArray(uris)) for (const index of uris.keys()) requireKeptUri(uris as unknown as JsonObject, String(index))
  return value as unknown as Filter
}

function wants(filter: Filter, event: ServerEvent): boolean {
  switch (event.kind) {
    case 'tools':
      return filter.toolsListChanged === true
    case 'prompts':
      return filter.promptsListChanged === true
    case 'resources':
      return filter.resourcesListChanged === true
    case 'resource':
      return filter.resourceSubscriptions?.includes(event.uri) ?? false
  }
}
