import type { Call, Outcome, RunningCall } from '../call.ts'
import { DefinitionError, rpcFailure } from '../errors.ts'
import type { Json, JsonObject } from '../json.ts'
import { type MaybePromise, whenReady } from '../maybe-promise.ts'
import type { Compose, Composed, Subject } from '../practices/practice.ts'
import { mergeSettings, type PracticeSettings } from '../practices/settings.ts'
import type { ResourceContents } from './content.ts'
import { compact } from './listing.ts'
import type {
  CacheHint,
  Completer,
  ListedResource,
  ReadSettings,
  ResourceDefinition,
  ResourceReturn,
  TemplateDefinition,
} from './resource.ts'
import { compileUriTemplate } from './uri-template.ts'

export interface CompiledResource {
  readonly uri: string
  readonly listing: JsonObject
  readonly scopes: readonly string[]
  readonly practices: Composed['practices']
  read(call: RunningCall): MaybePromise<Outcome>
}

export interface CompiledTemplate {
  readonly uriTemplate: string
  readonly listing: JsonObject
  readonly scopes: readonly string[]
  readonly practices: Composed['practices']
  readonly complete: Readonly<Record<string, Completer | undefined>>
  list(call: Call): MaybePromise<readonly ListedResource[]>
  /** The reader of a URI that matches, or undefined. */
  match(uri: string): ((call: RunningCall) => MaybePromise<Outcome>) | undefined
}

const askAgain: CacheHint = { ttlMs: 0, scope: 'private' }

export function compileResource(
  uri: string,
  definition: ResourceDefinition,
  inherited: PracticeSettings,
  compose: Compose,
): CompiledResource {
  if (!URL.canParse(uri))
    throw new DefinitionError(`resource "${uri}" is not a URI. Write it with a scheme: config://app`)
  const { description, title, mimeType, icons, size, annotations, meta } = definition
  const name = definition.name ?? uri
  const settings = settingsOf(inherited, definition)
  const composed = compose(subjectOf(uri, settings), (_args, call) =>
    whenReady(definition.read(call), value => shapeContents(uri, value, mimeType, definition.cache ?? askAgain)),
  )
  return {
    uri,
    scopes: settings.scopes ?? [],
    practices: composed.practices,
    listing: compact({ uri, name, title, description, mimeType, icons, size, annotations, _meta: meta }),
    read: call => composed.handle(noArguments, call),
  }
}

export function compileTemplate<Uri extends string>(
  uriTemplate: Uri,
  definition: TemplateDefinition<Uri>,
  inherited: PracticeSettings,
  compose: Compose,
): CompiledTemplate {
  const template = compileUriTemplate(uriTemplate)
  const { description, title, mimeType, icons, annotations, meta } = definition
  const name = definition.name ?? uriTemplate
  const settings = settingsOf(inherited, definition)
  const composed = compose(subjectOf(uriTemplate, settings), (variables, call) =>
    whenReady(definition.read(variables as Parameters<typeof definition.read>[0], call), value =>
      shapeContents(call.params.uri as string, value, mimeType, definition.cache ?? askAgain),
    ),
  )
  return {
    uriTemplate,
    scopes: settings.scopes ?? [],
    practices: composed.practices,
    listing: compact({ uriTemplate, name, title, description, mimeType, icons, annotations, _meta: meta }),
    complete: (definition.complete ?? {}) as Readonly<Record<string, Completer | undefined>>,
    list: call => definition.list?.(call) ?? [],
    match(uri) {
      const variables = template.match(uri)
      if (!variables) return undefined
      return call => composed.handle(variables, call)
    },
  }
}

const noArguments: JsonObject = {}

function settingsOf(
  inherited: PracticeSettings,
  { remember, cache, ...own }: ReadSettings & { readonly cache?: unknown },
) {
  return mergeSettings(inherited, remember === undefined ? own : { ...own, cache: remember })
}

function subjectOf(name: string, settings: PracticeSettings): Subject {
  return { method: 'resources/read', name, settings, readOnly: true, idempotent: true }
}

/** What `resources/read` answers; the cache hint is for 2026-07-28 and left out before. */
function shapeContents(uri: string, value: ResourceReturn, mimeType: string | undefined, cache: CacheHint): Outcome {
  if (value === undefined) return { kind: 'failure', failure: rpcFailure('RESOURCE_NOT_FOUND', { data: { uri } }) }
  const contents = toContents(uri, value, mimeType)
  return {
    kind: 'result',
    result: { contents: contents as unknown as Json, ttlMs: cache.ttlMs, cacheScope: cache.scope },
  }
}

function toContents(
  uri: string,
  value: Exclude<ResourceReturn, undefined>,
  mimeType: string | undefined,
): readonly ResourceContents[] {
  const facts = { uri, ...(mimeType !== undefined && { mimeType }) }
  if (typeof value === 'string') return [{ ...facts, text: value }]
  if (value instanceof Uint8Array)
    return [{ ...facts, blob: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }]
  return Array.isArray(value) ? value : [value as ResourceContents]
}
