import { randomBytes } from 'node:crypto'
import { isStateless } from './call.ts'
import { checkLimits } from './check-limits.ts'
import { checkServer } from './check-server.ts'
import { systemClock } from './clock.ts'
import { Closers } from './closers.ts'
import { DefinitionError } from './errors.ts'
import type { JsonObject } from './json.ts'
import type { Finding } from './lint/finding.ts'
import type { ListedTool } from './lint/lint-tool.ts'
import { isLoopback } from './loopback.ts'
import { makeGauges } from './make-gauges.ts'
import { makeMount } from './make-mount.ts'
import { makePractices } from './make-practices.ts'
import { makeTelemetry, type Telemetry } from './make-telemetry.ts'
import { makeOutbound } from './outbound/make-outbound.ts'
import { Continuations, resultPrefix } from './practices/budget/continuations.ts'
import { KeptResults } from './practices/budget/kept-results.ts'
import { makeReadKept } from './practices/budget/read-kept.ts'
import { checkOverrides } from './practices/check-overrides.ts'
import { type AddedPractice, checkAdded, makeAround, makeCompose } from './practices/compose.ts'
import { everyPractice } from './practices/every-practice.ts'
import { Breakers } from './practices/guard/breakers.ts'
import { PracticedSubjects } from './practices/relaxed.ts'
import { Definition } from './primitives/define.ts'
import type { Notifier } from './primitives/definitions.ts'
import { compact } from './primitives/listing.ts'
import { listPractices, type PracticeTableRow } from './primitives/practice-rows.ts'
import { Registry } from './primitives/registry.ts'
import { checkProfile } from './profiles/check-profile.ts'
import { keepsProcess } from './runtime.ts'
import { type HttpParts, serveHttp } from './serve-http.ts'
import {
  knownSettings,
  type Listening,
  type ListenOptions,
  listenMembers,
  notHere,
  type ServerOptions,
  type StdioListening,
  type StdioOptions,
} from './server-options.ts'
import { MemoryEventBus } from './session/memory-event-bus.ts'
import { Toolkits } from './toolkits-open.ts'
import { makeCorrelator } from './wire/correlate.ts'
import { checkExtension, type Extension } from './wire/extension.ts'
import { checkListen } from './wire/hosts/check-listen.ts'
import type { FetchExchange } from './wire/hosts/fetch-exchange.ts'
import { makeFetchHandler } from './wire/hosts/fetch-handler.ts'
import type { FetchHandler, MountOptions, NodeHandler, NodeRequest } from './wire/hosts/mount.ts'
import type { NodeExchange } from './wire/hosts/node-exchange.ts'
import { makeNodeHandler } from './wire/hosts/node-handler.ts'
import { admitEveryone } from './wire/http/admission.ts'
import { makeOriginPolicy } from './wire/http/check-origin.ts'
import type { Exchange } from './wire/http/exchange.ts'
import { defaultHttpLimits } from './wire/http/limits.ts'
import { Lists } from './wire/lists.ts'
import { ResourceInterest } from './wire/resource-interest.ts'
import { legacyDialect } from './wire/revisions/legacy/dialect.ts'
import { modernDialect } from './wire/revisions/modern/dialect.ts'
import { ModernEra } from './wire/revisions/modern/modern.ts'
import type { Service } from './wire/service.ts'

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
  readonly #telemetry: Telemetry
  readonly #breakers: Breakers
  readonly #added: AddedPractice[]
  readonly #practiced: PracticedSubjects
  readonly #service: Service
  readonly #interest: ResourceInterest
  readonly #toolkits: Toolkits
  readonly #extensions: Map<string, Extension>
  readonly #http: HttpParts
  readonly #closers = new Closers()
  #fetch: FetchHandler | undefined
  #opened: Promise<void> | undefined
  #closed: Promise<void> | undefined

  constructor(options: ServerOptions) {
    checkServer(options, knownSettings.members)
    checkLimits(options.limits, knownSettings)
    const clock = options.clock ?? systemClock
    const { name, records } = options
    const telemetry = makeTelemetry({
      name,
      logger: options.logger,
      records,
      format: options.recordFormat,
      level: options.recordLevel ?? 'info',
      clock,
    })
    const { logger } = telemetry
    const registry = new Registry()
    const bus = new MemoryEventBus()
    const limits = { ...defaultHttpLimits, ...options.limits }
    const toolkits = new Toolkits({
      clock,
      leaveMs: limits.drainMs,
      onFailure: ({ name: toolkit }, error) => logger.error('close.failed', { toolkit, error }),
    })
    const extensions = new Map<string, Extension>()
    const breakers = new Breakers(clock, logger)
    const added: AddedPractice[] = []
    const practices = everyPractice(options.practices)
    const practiced = new PracticedSubjects()
    const requestStateKey = once(() => options.requestStateKey ?? randomBytes(32))
    const continuations = new Continuations(new KeptResults(clock), requestStateKey, clock)
    const compose = makeCompose(
      makePractices({ logger, clock, breakers, continuations, bus, calls: options.limits?.calls }),
      added,
    )
    super(
      {
        registry,
        compose: practiced.watch(compose),
        overrides: options.overrides ?? {},
        logger,
        notify: makeNotifier(bus),
        adopt: toolkit => toolkits.all.push(toolkit),
      },
      '',
      practices,
    )
    this.#options = options
    this.#telemetry = telemetry
    this.#breakers = breakers
    this.#added = added
    this.#practiced = practiced
    this.#toolkits = toolkits
    this.#extensions = extensions
    const info = describeServer(options)
    const modern = modernDialect(info)
    this.#service = {
      info,
      instructions: () =>
        [options.instructions, ...toolkits.all.map(toolkit => toolkit.instructions)].filter(Boolean).join('\n\n') ||
        undefined,
      registry,
      lists: new Lists({
        registry,
        dialectOf: revision => (isStateless(revision) ? modern : legacyDialect(revision)),
        pageSize: options.pageSize ?? 1000,
        profile: checkProfile(options.profile),
      }),
      around: makeAround(compose, practices),
      kept: { prefix: resultPrefix, read: makeReadKept(compose, practices, continuations) },
      extensions,
      bus,
      logger,
      observer: telemetry.observer,
      clock,
      correlate: makeCorrelator(),
      outbound: makeOutbound(options.outbound ?? {}, { logger, clock }),
      requestStateKey,
    }
    this.#interest = new ResourceInterest({
      start: uri => {
        for (const { watch } of toolkits.all) watch?.start(uri)
      },
      stop: uri => {
        for (const { watch } of toolkits.all) watch?.stop(uri)
      },
    })
    this.#http = {
      service: this.#service,
      interest: this.#interest,
      metrics: () => this.metrics(),
      downstreams: () => breakers.states(),
      sessionCounts: new Set(),
      limits,
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

  /**
   * Adds a practice of your own at a place in the order: `server.practice({ name: 'quota', place: { after: 'limit' },
   * wrap: (subject, next) => (args, call) => next(args, call), describe: () => ({ mode: 'enforce', setting: '' }) })`.
   * It stands around what is defined after it. Throws DefinitionError where it has no name or no place.
   */
  practice(practice: AddedPractice): this {
    checkAdded(practice, this.#added)
    this.#added.push(practice)
    return this
  }

  /** Serves Streamable HTTP on a port of its own. Rejects with the system's error where the port cannot be had, and with an AbortError where the server is closed. */
  async listen(options: ListenOptions = {}): Promise<Listening> {
    checkListen(options, listenMembers, notHere)
    const { host = '127.0.0.1', port = 7400, path = '/mcp' } = options
    if (!isLoopback(host)) this.#service.logger.warn('listen.exposed', { host, advice: exposed })
    needProcess('listen', 'port to serve', 'Export { fetch: server.fetch } instead.')
    await this.#open()
    const { listenOnNode } = await import('./wire/hosts/node-server.ts')
    const http = serveHttp<NodeExchange>(this.#http, {
      path,
      policy: makeOriginPolicy({ ...options, host }),
      admit: admitEveryone,
      isWhole: true,
    })
    const listener = await listenOnNode(http.handle, { host, port }, this.#http.limits, this.#service.logger).catch(
      async error => {
        await http.close()
        throw error
      },
    )
    const close = this.#closers.add(async () => {
      http.drain()
      await listener.close(http.endStreams)
      await http.close()
    })
    if (this.#closed) {
      await close()
      throw closedMeanwhile()
    }
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
      close: this.#closers.add(() => mounted.close()),
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
      close: this.#closers.add(() => mounted.close()),
    })
  }

  /** Serves one client over a pipe. */
  async stdio(options: StdioOptions = {}): Promise<StdioListening> {
    needProcess('stdio', 'pipe to serve', 'Export { fetch: server.fetch } instead.')
    const { checkStdio } = await import('./wire/stdio/check-stdio.ts')
    checkStdio(options)
    await this.#open()
    const { serveStdio } = await import('./wire/stdio/stdio.ts')
    if (this.#closed) throw closedMeanwhile()
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
    const close = this.#closers.add(async () => {
      stop.abort()
      modern.close()
      await closed
    })
    return { closed, close }
  }

  /**
   * What makes the tools harder for agents than they need be: `assert.deepEqual(await server.lint(), [])` in a test holds
   * them to it, as `lintel lint` does for a running server. Not on Cloudflare Workers, whose bundle is without it.
   */
  async lint(): Promise<readonly Finding[]> {
    needProcess('lint', 'tests', 'Call it in a test on Node.')
    const { lintTools } = await import('./lint/lint-tools.ts')
    return lintTools(this.listings())
  }

  /** The tools as `tools/list` shows them, all of them. */
  listings(): readonly ListedTool[] {
    return [...this.#service.registry.tools.values()].map(({ listing }) => listing as unknown as ListedTool)
  }

  /** How the practices stand for each tool, prompt and resource. `lintel tools --practices` prints it of what `lintel.yaml` offers. */
  practices(): readonly PracticeTableRow[] {
    return listPractices(this.#service.registry)
  }

  /** Calls, refusals and downstreams in the text format of Prometheus, as `/metrics` answers them. */
  metrics(): string {
    return this.#telemetry.metrics.expose(makeGauges(this.#http.sessionCounts, this.#breakers))
  }

  /**
   * Closes everything that listens, then the toolkits, once. What opens at that moment is told by its signal. Everything is
   * closed, whatever fails; rejects then with what failed, with an AggregateError where several did.
   */
  close(): Promise<void> {
    this.#closed ??= this.#closeAll()
    return this.#closed
  }

  async #closeAll(): Promise<void> {
    this.#toolkits.stop()
    const { outbound, logger } = this.#service
    const listeners = await this.#closers.closeAll()
    const toolkits = await this.#toolkits.close()
    const others = [...listeners, ...(await Promise.allSettled([outbound.close()]))]
      .filter(settled => settled.status === 'rejected')
      .map(({ reason }) => reason as unknown)
    for (const error of others) logger.error('close.failed', { error })
    this.#telemetry.close()
    const failed = [...toolkits, ...others]
    if (failed.length === 1) throw failed[0]
    if (failed.length > 1) throw new AggregateError(failed, 'Several parts of the server could not be closed.')
  }

  async #openAll(): Promise<void> {
    checkOverrides(this.#options.overrides ?? {}, [...this.#service.registry.tools.keys()])
    await this.#telemetry.open()
    if (keepsProcess) {
      const { tellFindings } = await import('./lint/tell-findings.ts')
      tellFindings(await this.lint(), this.#service.logger)
      const relaxed = this.#practiced.tellRelaxed()
      if (relaxed.length > 0) this.#service.logger.info('practices.relaxed', { relaxed })
    }
    await this.#toolkits.open()
  }

  #open(): Promise<void> {
    if (this.#closed) return Promise.reject(closedMeanwhile())
    this.#opened ??= this.#openAll()
    return this.#opened
  }

  #mount<X extends Exchange>(owner: string, options: MountOptions<never>, identify: (exchange: X) => unknown) {
    return makeMount<X>(this.#http, () => this.#open(), owner, options, identify)
  }
}

const exposed =
  'Nobody has to sign in, and other machines can reach this address. Put a proxy in front that authenticates, and name its host in publicUrl.'

function closedMeanwhile(): DOMException {
  return new DOMException('The server is closed.', 'AbortError')
}

function needProcess(member: string, what: string, instead: string): void {
  if (!keepsProcess) throw new DefinitionError(`${member}: Cloudflare Workers have no ${what}. ${instead}`)
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
