import type { Call, Outcome, Revision } from '../call.ts'
import type { Principal } from '../identity/principal.ts'
import type { Json, JsonObject } from '../json.ts'
import { type MaybePromise, whenReady } from '../maybe-promise.ts'
import type { Handler } from '../practices/practice.ts'
import { takePage } from '../primitives/listing.ts'
import type { ListKind, Registry } from '../primitives/registry.ts'
import type { ListedResource } from '../primitives/resource.ts'
import type { ProfileChoice } from '../profiles/check-profile.ts'
import { profileFor } from '../profiles/client-profiles.ts'
import { inProfile, profiles, type SchemaProfile } from '../profiles/profile.ts'

export type ListMethod = 'tools/list' | 'prompts/list' | 'resources/list' | 'resources/templates/list'

/** How a list looks in one revision: which fields an entry has, and what stands around the entries. */
export interface ListDialect {
  readonly revision: Revision
  showEntry(method: ListMethod, entry: JsonObject): JsonObject
  wrapPage(page: JsonObject): JsonObject
}

const keyOf = {
  'tools/list': 'tools',
  'prompts/list': 'prompts',
  'resources/list': 'resources',
  'resources/templates/list': 'resourceTemplates',
} as const
const kindOf: Readonly<Record<ListMethod, ListKind>> = {
  'tools/list': 'tools',
  'prompts/list': 'prompts',
  'resources/list': 'resources',
  'resources/templates/list': 'resources',
}

/** Lists that are kept: more sets of scopes than fit are made anew. */
const maxEncoded = 1000

interface Listed {
  readonly listing: JsonObject
  readonly scopes: readonly string[]
}

/** Only what may be called is shown. */
function isVisible({ scopes }: Pick<Listed, 'scopes'>, principal: Principal): boolean {
  return scopes.every(scope => principal.scopes.includes(scope))
}

export interface ListParts {
  readonly registry: Registry
  readonly dialectOf: (revision: Revision) => ListDialect
  /** Entries on one page. */
  readonly pageSize: number
  readonly profile: ProfileChoice
}

/**
 * Lists, serialised once for each revision, profile and page until the registry changes. The cache is bounded by the
 * number of these three.
 */
export class Lists {
  /** What answers each list, once the practices have let the call through. */
  readonly handlers: Readonly<Record<ListMethod, Handler>> = {
    'tools/list': (_, call) => this.#list('tools/list', call),
    'prompts/list': (_, call) => this.#list('prompts/list', call),
    'resources/list': (_, call) => this.#list('resources/list', call),
    'resources/templates/list': (_, call) => this.#list('resources/templates/list', call),
  }
  readonly #registry: Registry
  readonly #dialectOf: (revision: Revision) => ListDialect
  readonly #pageSize: number
  readonly #profile: ProfileChoice
  readonly #encoded = new Map<string, Outcome>()
  readonly #deciding = new Map<ListMethod, readonly string[]>()

  constructor({ registry, dialectOf, pageSize, profile }: ListParts) {
    this.#registry = registry
    this.#dialectOf = dialectOf
    this.#pageSize = pageSize
    this.#profile = profile
    registry.onChange(kind => {
      this.#deciding.clear()
      for (const key of this.#encoded.keys()) {
        const method = key.slice(0, key.indexOf(' ')) as ListMethod
        if (kindOf[method] === kind) this.#encoded.delete(key)
      }
    })
  }

  #list(method: ListMethod, call: Call): MaybePromise<Outcome> {
    const dialect = this.#dialectOf(call.revision)
    if (method === 'resources/list' && this.#registry.templates.size > 0) return this.#listResources(dialect, call)
    const cursor = call.params.cursor as string | undefined
    const granted = this.#grantedScopes(method, call.principal)
    const profile = method === 'tools/list' ? this.#profileOf(call) : profiles.standard
    const shown = `${method} ${dialect.revision} ${profile.name}`
    const place = cursor === undefined ? shown : `${shown} ${cursor}`
    const key = granted === undefined ? place : `${place} ${granted}`
    const known = this.#encoded.get(key)
    if (known) return known
    const outcome = this.#page(method, dialect, this.#entries(method, call.principal), cursor, profile)
    if (this.#encoded.size >= maxEncoded) this.#encoded.clear()
    this.#encoded.set(key, outcome)
    return outcome
  }

  #profileOf({ client }: Call): SchemaProfile {
    return this.#profile === 'auto' ? profileFor(client.info?.name) : profiles[this.#profile]
  }

  /** Templates may list what they hold at this moment, for this caller; such a list is made anew each time. */
  #listResources(dialect: ListDialect, call: Call): MaybePromise<Outcome> {
    const templates = [...this.#registry.templates.values()].filter(item => isVisible(item, call.principal))
    const listed = templates.map(template => template.list(call))
    const finish = (held: readonly (readonly ListedResource[])[]) => {
      const entries = [
        ...this.#entries('resources/list', call.principal),
        ...held.flat().map(entry => ({ ...entry }) as JsonObject),
      ]
      return this.#page('resources/list', dialect, entries, call.params.cursor as string | undefined)
    }
    return listed.some(list => list instanceof Promise)
      ? whenReady(Promise.all(listed), finish)
      : finish(listed as (readonly ListedResource[])[])
  }

  #entries(method: ListMethod, principal: Principal): readonly JsonObject[] {
    const items: readonly Listed[] = [...this.#items(method)]
    return items.filter(item => isVisible(item, principal)).map(item => item.listing)
  }

  #items(method: ListMethod): Iterable<Listed> {
    const { tools, prompts, resources, templates } = this.#registry
    const maps = {
      'tools/list': tools,
      'prompts/list': prompts,
      'resources/list': resources,
      'resources/templates/list': templates,
    }
    return maps[method].values()
  }

  /** Which of the scopes that decide over this list the principal has; undefined where none do. */
  #grantedScopes(method: ListMethod, principal: Principal): string | undefined {
    let deciding = this.#deciding.get(method)
    if (!deciding) {
      deciding = [...new Set([...this.#items(method)].flatMap(item => item.scopes))].sort()
      this.#deciding.set(method, deciding)
    }
    if (deciding.length === 0) return undefined
    return deciding.filter(scope => principal.scopes.includes(scope)).join(' ')
  }

  #page(
    method: ListMethod,
    dialect: ListDialect,
    entries: readonly JsonObject[],
    cursor: string | undefined,
    profile: SchemaProfile = profiles.standard,
  ): Outcome {
    const { items, nextCursor } = takePage(entries, cursor, this.#pageSize)
    const shown: Json = items.map(entry => dialect.showEntry(method, inProfile(entry, profile)))
    const page = dialect.wrapPage({ [keyOf[method]]: shown, ...(nextCursor !== undefined && { nextCursor }) })
    return { kind: 'encoded', json: JSON.stringify(page) }
  }
}
