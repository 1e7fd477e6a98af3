import { randomBytes } from 'node:crypto'
import { checkMembers } from './check-members.ts'
import { checkServer } from './check-server.ts'
import { type Clock, systemClock } from './clock.ts'
import { DefinitionError } from './errors.ts'
import type { JsonObject } from './json.ts'
import { isLoopback } from './loopback.ts'
import { Definition } from './primitives/define.ts'
import type { Notifier, Toolkit } from './primitives/definitions.ts'
import { compact } from './primitives/listing.ts'
import { Registry } from './primitives/registry.ts'
import type { Icon } from './primitives/tool.ts'
import { keepsProcess } from './runtime.ts'
import { type HttpParts, serveHttp } from './serve-http.ts'
import { MemoryEventBus } from './session/memory-event-bus.ts'
import { defaultSessionLimits, type SessionLimits } from './session/memory-state.ts'
import type { Logger } from './telemetry/logger.ts'
import { stderrLogger } from './telemetry/stderr-logger.ts'
import { makeCorrelator } from './wire/correlate.ts'
import { checkExtension, type Extension } from './wire/extension.ts'
import { checkMount } from './wire/hosts/check-mount.ts'
import type { FetchExchange } from './wire/hosts/fetch-exchange.ts'
import { makeFetchHandler } from './wire/hosts/fetch-handler.ts'
import type { FetchHandler, MountOptions, NodeHandler, NodeRequest } from './wire/hosts/mount.ts'
import { Mounted } from './wire/hosts/mounted.ts'
import type { NodeExchange } from './wire/hosts/node-exchange.ts'
import { makeNodeHandler } from './wire/hosts/node-handler.ts'
import { admitBy, admitEveryone, admitThisMachine } from './wire/http/admission.ts'
import { makeOriginPolicy } from './wire/http/check-origin.ts'
import { checkLiteralPath, checkPlaces } from './wire/http/check-places.ts'
import { comparePath } from './wire/http/compare-path.ts'
import type { Exchange } from './wire/http/exchange.ts'
import { defaultHttpLimits, type HttpLimits } from './wire/http/limits.ts'
import { makeResourceMetadata } from './wire/http/resource-metadata.ts'
import { Lists } from './wire/lists.ts'
import { ResourceInterest } from './wire/resource-interest.ts'
import { ModernEra } from './wire/revisions/modern/modern.ts'
import type { Service } from './wire/service.ts'
import type { InputPipe, OutputPipe } from './wire/stdio/pipe.ts'

export interface ServerOptions {
  readonly name: string
  readonly version: string
  readonly title?: string
  readonly description?: string
  readonly websiteUrl?: string
  readonly icons?: readonly Icon[]
  /** How an agent should use the server as a whole; toolkits add their own. */
  readonly instructions?: string
  /** Sessions of the 2025 era. Without them each request stands alone: questions to the client are refused, subscriptions have no effect. Default true. */
  readonly sessions?: boolean
  /** The HTTP+SSE transport of 2024-11-05 at /sse and /messages, deprecated by the protocol. Default false. */
  readonly sse?: boolean
  /** Entries on one page of a list. Default 1,000: many clients never ask for a second page. */
  readonly pageSize?: number
  readonly limits?: Partial<HttpLimits> & { readonly sessions?: Partial<SessionLimits> }
  /** Seals what calls with questions remember between rounds (2026-07-28): 32 bytes. Default: drawn at start, so that a restart asks again. */
  readonly requestStateKey?: Uint8Array
  readonly logger?: Logger
  readonly clock?: Clock
  /** Sees every message as it comes and goes, for debugging. */
  readonly traffic?: (direction: 'in' | 'out', message: string) => void
}

export interface ListenOptions {
  /** Default 7400; 0 takes any free port. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default /mcp. */
  readonly path?: string
  /** How clients reach the server, where a proxy stands in front; its host is allowed too. */
  readonly publicUrl?: string
  /** Host names beside the host itself and loopback that requests may name. */
  readonly allowedHosts?: readonly string[]
  /** Origins of web pages that may call, such as `https://app.example`. */
  readonly allowedOrigins?: readonly string[]
}

export interface Listening {
  /** Address of the MCP endpoint. */
  readonly url: string
  readonly port: number
  /** Stops accepting, lets running calls finish, closes streams. */
  close(): Promise<void>
}

export interface StdioOptions {
  /** Default: the process's own. */
  readonly input?: InputPipe
  readonly output?: OutputPipe
}

export interface StdioListening {
  /** Resolves when the client closed the pipe and every answer is written. */
  readonly closed: Promise<void>
  close(): Promise<void>
}

/**
 * A server: what it offers is defined here, then served over HTTP (`listen`) and stdio, in every protocol revision.
 *
 * Throws DefinitionError where a definition cannot be served.
 */
export function createServer(options: ServerOptions): Server {
  return new Server(options)
}

export class Server extends Definition {
  readonly #options: ServerOptions
  readonly #service: Service
  readonly #interest: ResourceInterest
  readonly #toolkits: Toolkit[]
  readonly #extensions: Map<string, Extension>
  readonly #http: HttpParts
  readonly #closers = new Set<() => Promise<void>>()
  #fetch: FetchHandler | undefined
  #opened: Promise<void> | undefined
  #closed: Promise<void> | undefined

  constructor(options: ServerOptions) {
    checkServer(options, knownSettings)
    const clock = options.clock ?? systemClock
    const logger = options.logger ?? stderrLogger({ format: 'json' })
    const registry = new Registry()
    const bus = new MemoryEventBus()
    const toolkits: Toolkit[] = []
    const extensions = new Map<string, Extension>()
    super({ registry, logger, notify: makeNotifier(bus), adopt: toolkit => toolkits.push(toolkit) })
    this.#options = options
    this.#toolkits = toolkits
    this.#extensions = extensions
    this.#service = {
      info: describeServer(options),
      instructions: () =>
        [options.instructions, ...toolkits.map(toolkit => toolkit.instructions)].filter(Boolean).join('\n\n') ||
        undefined,
      registry,
      lists: new Lists(registry, options.pageSize ?? 1000),
      extensions,
      bus,
      logger,
      clock,
      correlate: makeCorrelator(),
      requestStateKey: once(() => options.requestStateKey ?? randomBytes(32)),
    }
    this.#interest = new ResourceInterest({
      start: uri => {
        for (const { watch } of toolkits) watch?.start(uri)
      },
      stop: uri => {
        for (const { watch } of toolkits) watch?.stop(uri)
      },
    })
    this.#http = {
      service: this.#service,
      interest: this.#interest,
      limits: { ...defaultHttpLimits, ...options.limits },
      clock,
      sessions: checkSessions(options) ? (options.limits?.sessions ?? {}) : undefined,
      sse: options.sse ?? false,
      traffic: options.traffic,
    }
    registry.onChange(kind => bus.publish({ kind }))
  }

  /** Declares a protocol extension, by its id with a vendor prefix (`com.example/feature`), in both eras. */
  extension(id: string, extension: Extension = {}): this {
    checkExtension(id, extension, this.#extensions)
    this.#extensions.set(id, extension)
    return this
  }

  /** Serves Streamable HTTP on a port of its own. Rejects with the system's error where the port cannot be had. */
  async listen(options: ListenOptions = {}): Promise<Listening> {
    const { host = '127.0.0.1', port = 7400, path = '/mcp' } = options
    checkMembers('listen', options, listenMembers, notHere)
    checkPlaces('listen', options)
    checkLiteralPath('listen', path)
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new DefinitionError(`listen: ${port} is no port.`)
    if (!isLoopback(host)) this.#service.logger.warn('listen.exposed', { host, advice: exposed })
    needProcess('listen', 'port', 'Export { fetch: server.fetch } instead.')
    await this.#open()
    const { listenOnNode } = await import('./wire/hosts/node-server.ts')
    const http = serveHttp<NodeExchange>(this.#http, {
      path,
      policy: makeOriginPolicy({ ...options, host }),
      admit: admitEveryone,
    })
    const listener = await listenOnNode(http.handle, { host, port }, this.#http.limits, this.#service.logger).catch(
      async error => {
        await http.close()
        throw error
      },
    )
    const close = this.#closing(async () => {
      http.drain()
      await listener.close(http.endStreams)
      await http.close()
    })
    const name = host.includes(':') ? `[${host}]` : host
    return { url: `http://${name}:${listener.port}${path}`, port: listener.port, close }
  }

  /**
   * Serves within an application that listens by itself: `app.use('/mcp', server.handler())` in Express and Connect,
   * a listener of `node:http`, `node:https` and `node:http2`. Each handler has sessions of its own.
   */
  handler<R = NodeRequest>(options: MountOptions<R> = {}): NodeHandler {
    const principal = (options as MountOptions<unknown> | null)?.principal
    const mounted = this.#mount<NodeExchange>('handler', options, ({ source }) => principal?.(source))
    const { limits, service } = this.#http
    return makeNodeHandler({
      mounted,
      path: options.path,
      streamBuffer: limits.streamBuffer,
      logger: service.logger,
      close: this.#closing(() => mounted.close()),
    })
  }

  /**
   * Serves hosts that speak `fetch`: `Bun.serve(server)`, `Deno.serve(server.fetch)`, Hono, Next's route handlers,
   * Cloudflare Workers. Who calls is said with `fetchHandler({ principal })`.
   */
  get fetch(): FetchHandler {
    this.#fetch ??= this.fetchHandler()
    return this.#fetch
  }

  /** `server.fetch`, with the application's own sign-in and names. Each handler has sessions of its own. */
  fetchHandler(options: MountOptions<Request> = {}): FetchHandler {
    const principal = (options as MountOptions<Request> | null)?.principal
    const mounted = this.#mount<FetchExchange>('fetchHandler', options, ({ source, host }) =>
      principal?.(source, ...host),
    )
    const { limits, service } = this.#http
    return makeFetchHandler({
      mounted,
      streamBuffer: limits.streamBuffer,
      logger: service.logger,
      close: this.#closing(() => mounted.close()),
    })
  }

  /** Serves one client over a pipe. */
  async stdio(options: StdioOptions = {}): Promise<StdioListening> {
    needProcess('stdio', 'pipe', 'Export { fetch: server.fetch } instead.')
    await this.#open()
    const { serveStdio } = await import('./wire/stdio/stdio.ts')
    const { input = process.stdin, output = process.stdout } = options
    const stop = new AbortController()
    const { traffic } = this.#options
    const modern = new ModernEra(this.#service, this.#interest)
    const parts = {
      service: this.#service,
      modern,
      interest: this.#interest,
      limits: this.#http.limits,
      input,
      output,
      traffic,
    }
    const closed = serveStdio(parts, stop.signal)
    const close = this.#closing(async () => {
      stop.abort()
      modern.close()
      await closed
    })
    return { closed, close }
  }

  /** Closes everything that listens, then the toolkits, once. */
  close(): Promise<void> {
    this.#closed ??= this.#closeAll()
    return this.#closed
  }

  async #closeAll(): Promise<void> {
    await Promise.all([...this.#closers].map(close => close()))
    for (const toolkit of this.#toolkits) await toolkit.close?.()
  }

  #open(): Promise<void> {
    this.#opened ??= openAll(this.#toolkits, new AbortController().signal)
    return this.#opened
  }

  #closing(close: () => Promise<void>): () => Promise<void> {
    let closing: Promise<void> | undefined
    const once = () => {
      this.#closers.delete(once)
      closing ??= close()
      return closing
    }
    this.#closers.add(once)
    return once
  }

  #mount<X extends Exchange>(
    owner: string,
    options: MountOptions<never>,
    identify: (exchange: X) => unknown,
  ): Mounted<X> {
    checkMount(owner, options)
    if (options.path !== undefined) checkLiteralPath(owner, options.path)
    const { path, principal, publicUrl, authorizationServers } = options
    const { logger } = this.#service
    const { limits, clock } = this.#http
    const metadata =
      authorizationServers && publicUrl !== undefined
        ? makeResourceMetadata(new URL(publicUrl), authorizationServers, path)
        : undefined
    const admit = principal
      ? admitBy(identify, { logger, clock, signInMs: limits.signInMs, challenge: metadata?.challenge })
      : admitThisMachine
    const side = serveHttp<X>(this.#http, {
      path,
      policy: makeOriginPolicy({ host: 'localhost', ...options }),
      admit: publicUrl === undefined ? admit : comparePath(admit, new URL(publicUrl), logger),
      metadata,
    })
    return new Mounted({ side, open: () => this.#open(), limits, logger, clock })
  }
}

/** Named one by one, so that the compiler misses one that is added to the type. */
const serverMembers = Object.keys({
  name: true,
  version: true,
  title: true,
  description: true,
  websiteUrl: true,
  icons: true,
  instructions: true,
  sessions: true,
  sse: true,
  pageSize: true,
  limits: true,
  requestStateKey: true,
  logger: true,
  clock: true,
  traffic: true,
} satisfies Record<keyof ServerOptions, true>)

const knownSettings = {
  members: serverMembers,
  http: Object.keys(defaultHttpLimits),
  sessions: Object.keys(defaultSessionLimits),
}

const listenMembers: readonly (keyof ListenOptions)[] = [
  'port',
  'host',
  'path',
  'publicUrl',
  'allowedHosts',
  'allowedOrigins',
]

/** A port of its own has no sign-in. */
const notHere = {
  principal: 'an application that signs people in mounts the server with handler or fetchHandler',
  authorizationServers: 'an application that signs people in mounts the server with handler or fetchHandler',
}

const exposed =
  'Nobody has to sign in, and other machines can reach this address. Put a proxy in front that authenticates, and name its host in publicUrl.'

function needProcess(member: string, what: string, instead: string): void {
  if (!keepsProcess) throw new DefinitionError(`${member}: Cloudflare Workers have no ${what} to serve. ${instead}`)
}

/** Sessions live in the memory of the process; where none is kept, each request stands alone. */
function checkSessions({ sessions }: ServerOptions): boolean {
  if (sessions && !keepsProcess)
    throw new DefinitionError(
      'sessions: Cloudflare Workers keep no process to hold sessions in. Leave the setting out: 2026-07-28 needs none, and 2025-11-25 is served without.',
    )
  return sessions ?? keepsProcess
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

async function openAll(toolkits: readonly Toolkit[], signal: AbortSignal): Promise<void> {
  for (const toolkit of toolkits) await toolkit.open?.(signal)
}

function makeNotifier(bus: MemoryEventBus): Notifier {
  return {
    toolsChanged: () => bus.publish({ kind: 'tools' }),
    promptsChanged: () => bus.publish({ kind: 'prompts' }),
    resourcesChanged: () => bus.publish({ kind: 'resources' }),
    resourceUpdated: uri => bus.publish({ kind: 'resource', uri }),
  }
}

function describeServer({ name, version, title, description, websiteUrl, icons }: ServerOptions): JsonObject {
  return compact({ name, version, title, description, websiteUrl, icons })
}
