import type { Call, Outcome, RunningCall } from '../call.ts'
import { checkMembers } from '../check-members.ts'
import { DefinitionError, rpcFailure } from '../errors.ts'
import type { Json, JsonObject } from '../json.ts'
import { type MaybePromise, whenReady } from '../maybe-promise.ts'
import { catchFailures } from '../practices/catch-failures.ts'
import { checkSettings } from '../practices/check-settings.ts'
import type { Compose, Composed, Handler, Subject } from '../practices/practice.ts'
import { mergeSettings, type PracticeSettings } from '../practices/settings.ts'
import { failRead } from '../refusal.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { ResourceContents } from './content.ts'
import { compact } from './listing.ts'
import type {
  CacheHint,
  Completer,
  ListedResource,
  ReadSettings,
  ResourceCache,
  ResourceDefinition,
  ResourceReturn,
  TemplateDefinition,
} from './resource.ts'
import { readCache } from './resource-cache.ts'
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

export interface ReadParts {
  readonly compose: Compose
  readonly logger: Logger
}

const askAgain: CacheHint = { ttlMs: 0, scope: 'private' }

export function compileResource(
  uri: string,
  definition: ResourceDefinition,
  inherited: PracticeSettings,
  parts: ReadParts,
): CompiledResource {
  if (!URL.canParse(uri))
    throw new DefinitionError(`resource "${uri}" is not a URI. Write it with a scheme: config://app`)
  const { description, title, mimeType, icons, size, annotations, meta } = definition
  const name = definition.name ?? uri
  checkMembers(`resource "${uri}"`, definition, [...readMembers, 'size'])
  checkRead(uri, definition.read)
  const { settings, hint } = settingsOf(uri, inherited, definition)
  const composed = composeRead(uri, settings, hint, parts, (_args, call) =>
    whenReady(definition.read(call), value => shapeContents(uri, value, mimeType, hint)),
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
  parts: ReadParts,
): CompiledTemplate {
  const template = compileUriTemplate(uriTemplate)
  const { description, title, mimeType, icons, annotations, meta } = definition
  const name = definition.name ?? uriTemplate
  checkMembers(`resource "${uriTemplate}"`, definition, [...readMembers, 'list', 'complete'])
  checkRead(uriTemplate, definition.read)
  const { settings, hint } = settingsOf(uriTemplate, inherited, definition)
  const composed = composeRead(uriTemplate, settings, hint, parts, (variables, call) =>
    whenReady(definition.read(variables as Parameters<typeof definition.read>[0], call), value =>
      shapeContents(call.params.uri as string, value, mimeType, hint),
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

const readMembers: readonly string[] = [
  'name',
  'title',
  'description',
  'mimeType',
  'icons',
  'annotations',
  'meta',
  'cache',
  'read',
  ...([
    'admit',
    'scopes',
    'limit',
    'deadline',
    'redact',
    'budget',
    'record',
    'remember',
  ] satisfies (keyof ReadSettings)[]),
]

interface Settled {
  readonly settings: PracticeSettings
  readonly hint: CacheHint | undefined
}

function settingsOf(
  name: string,
  inherited: PracticeSettings,
  { remember, cache, ...own }: ReadSettings & { readonly cache?: ResourceCache },
): Settled {
  const owner = `resource "${name}"`
  const { hint, kept } = readCache(owner, {
    ...(cache !== undefined && { cache }),
    ...(remember !== undefined && { remember }),
  })
  const said = kept === undefined ? own : { ...own, cache: kept }
  checkSettings(owner, said)
  return { settings: mergeSettings(inherited, said), hint }
}

function composeRead(
  name: string,
  settings: PracticeSettings,
  hint: CacheHint | undefined,
  { compose, logger }: ReadParts,
  read: Handler,
): Composed {
  const subject: Subject = { method: 'resources/read', name, settings, readOnly: true, idempotent: true }
  const tell = (call: RunningCall, error: unknown) => failRead(call, error, logger)
  const composed = compose(subject, catchFailures(read, tell))
  // A practice may tell something as well.
  const handle = catchFailures(composed.handle, tell)
  if (hint) return { ...composed, handle }
  return { ...composed, handle: (args, call) => whenReady(handle(args, call), hintAtLeast) }
}

/** What says nothing of how long it may be kept is asked for again. */
function hintAtLeast(outcome: Outcome): Outcome {
  if (outcome.kind !== 'result' || outcome.result.ttlMs !== undefined) return outcome
  return { kind: 'result', result: { ...outcome.result, ttlMs: askAgain.ttlMs, cacheScope: askAgain.scope } }
}

/** What `resources/read` answers; the cache hint is for 2026-07-28 and left out before. */
function shapeContents(
  uri: string,
  value: ResourceReturn,
  mimeType: string | undefined,
  cache: CacheHint | undefined,
): Outcome {
  if (value === undefined) return { kind: 'failure', failure: rpcFailure('RESOURCE_NOT_FOUND', { data: { uri } }) }
  const contents = toContents(uri, value, mimeType)
  return {
    kind: 'result',
    result: { contents: contents as unknown as Json, ...(cache && { ttlMs: cache.ttlMs, cacheScope: cache.scope }) },
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

function checkRead(uri: string, read: unknown): void {
  if (typeof read !== 'function') throw new DefinitionError(`resource "${uri}" has no read function.`)
}
