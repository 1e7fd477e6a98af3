import type { Call } from '../call.ts'
import type { JsonObject } from '../json.ts'
import type { MaybePromise } from '../maybe-promise.ts'
import type { PracticeSettings } from '../practices/settings.ts'
import type { Annotated, ResourceContents } from './content.ts'
import type { TemplateVariables } from './template-variables.ts'
import type { Icon } from './tool.ts'

/** How long a client may keep a result, and for whom (2026-07-28, "Caching"). */
export interface CacheHint {
  /** Milliseconds; 0 means: ask again each time. */
  readonly ttlMs: number
  /** `public` may be shared between users; `private` belongs to the one who asked. */
  readonly scope: 'public' | 'private'
}

/** The practices around reading. */
export interface ReadSettings
  extends Pick<PracticeSettings, 'admit' | 'scopes' | 'limit' | 'deadline' | 'redact' | 'budget' | 'record'> {
  /** The same as `cache: '5 minutes'`, for where `cache` holds a hint. Default: nothing is kept. */
  readonly remember?: PracticeSettings['cache']
}

/** What `cache` of a resource says: how long the server keeps what was read, or what clients are told. */
export type ResourceCache = PracticeSettings['cache'] | CacheHint

interface ResourceFacts extends Annotated, ReadSettings {
  /** Default: made from the URI. */
  readonly name?: string
  readonly title?: string
  readonly description?: string
  readonly mimeType?: string
  readonly icons?: readonly Icon[]
  /**
   * `'5 minutes'`, `{ for, by, tags }`: how long the server keeps what was read, as for tools, and clients are told the
   * time that is left. `{ ttlMs, scope }`: clients alone are told, and `remember` says what the server keeps.
   * Default: nothing is kept, and clients ask each time.
   */
  readonly cache?: ResourceCache
  readonly meta?: JsonObject
}

/** `server.resource('config://app', { description, read })`. */
export interface ResourceDefinition extends ResourceFacts {
  /** Bytes, where known. */
  readonly size?: number
  readonly read: (call: Call) => MaybePromise<ResourceReturn>
}

/** `server.template('weather://city/{city}', { description, read })`; RFC 6570, level 1 and `{+path}`. */
export interface TemplateDefinition<Uri extends string = string> extends ResourceFacts {
  readonly read: (variables: TemplateVariables<Uri>, call: Call) => MaybePromise<ResourceReturn>
  /** Concrete resources to list besides the template itself. */
  readonly list?: (call: Call) => MaybePromise<readonly ListedResource[]>
  /** Completion of a variable. */
  readonly complete?: Completers<keyof TemplateVariables<Uri>>
}

/** Proposes values for what was typed so far. At most 100 are sent. */
export type Completer = (typed: string, context: CompletionContext, call: Call) => MaybePromise<readonly string[]>

/** A completer for each name that wants one. */
export type Completers<Name extends PropertyKey> = { readonly [N in Name]?: Completer }

export interface CompletionContext {
  /** The other arguments that the client has filled in already. */
  readonly arguments: Readonly<Record<string, string>>
}

export interface ListedResource {
  readonly uri: string
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly mimeType?: string
  readonly size?: number
}

/** Text, bytes, one or several contents; undefined where there is no such resource. */
export type ResourceReturn = string | Uint8Array | ResourceContents | readonly ResourceContents[] | undefined
