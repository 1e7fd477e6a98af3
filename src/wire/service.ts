import type { Outcome, RunningCall } from '../call.ts'
import type { Clock } from '../clock.ts'
import type { JsonObject } from '../json.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { Outbound } from '../outbound/outbound.ts'
import type { Handler, PracticedMethod } from '../practices/practice.ts'
import type { Registry } from '../primitives/registry.ts'
import type { EventBus } from '../session/event-bus.ts'
import type { CallObserver } from '../telemetry/call-observer.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Extension } from './extension.ts'
import type { Lists } from './lists.ts'

export interface KeptReader {
  /** What their addresses begin with. */
  readonly prefix: string
  readonly read: (call: RunningCall) => MaybePromise<Outcome>
}

/** What is served, whatever the wire and the era: the part that every request of a server shares. */
export interface Service {
  readonly info: JsonObject
  readonly instructions: () => string | undefined
  readonly registry: Registry
  readonly lists: Lists
  /** The practices around a method that is no single definition's, put together when it is first called. */
  readonly around: (method: PracticedMethod, run: Handler) => Handler
  /** Reads what did not fit into a result, at addresses of its own. */
  readonly kept: KeptReader
  readonly extensions: ReadonlyMap<string, Extension>
  readonly bus: EventBus
  readonly logger: Logger
  /** Records calls; undefined where nothing does. */
  readonly observer: CallObserver | undefined
  readonly clock: Clock
  readonly correlate: () => string
  /** What `call.fetch` fetches with. */
  readonly outbound: Outbound
  /** Drawn when first asked for: some hosts have no random values before a request. */
  readonly requestStateKey: () => Uint8Array
}
