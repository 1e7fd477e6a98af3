import { readText } from './source-tree.ts'

/**
 * What other folders may import from a folder of `src/`: the contract, in words that an implementation does not change.
 * A toolkit is a folder of its own.
 */
export const contracts: Readonly<Record<string, readonly string[]>> = {
  wire: ['service.ts', 'extension.ts'],
  session: ['session.ts', 'event-bus.ts'],
  identity: ['principal.ts'],
  lint: ['finding.ts', 'lint-tool.ts'],
  outbound: ['outbound.ts'],
  practices: [
    'practice.ts',
    'catch-failures.ts',
    'settings.ts',
    'every-practice.ts',
    'check-settings.ts',
    'duration-setting.ts',
    'budget/estimate-tokens.ts',
  ],
  primitives: [
    'definitions.ts',
    'tool.ts',
    'resource.ts',
    'prompt.ts',
    'content.ts',
    'schema.ts',
    'json-schema.ts',
    'registry.ts',
    'listing.ts',
    'param-headers.ts',
  ],
  profiles: ['profile.ts', 'check-profile.ts', 'client-profiles.ts', 'expand-references.ts', 'children.ts'],
  telemetry: [
    'logger.ts',
    'call-observer.ts',
    'trace-context.ts',
    'hide-secrets.ts',
    'escape-controls.ts',
    'few-lines.ts',
  ],
  zod: ['zod.ts'],
  'toolkits/filesystem': [],
  config: [],
  cli: [],
  testing: [],
}

/** Files at the root of `src/` that every folder may import: the values that travel the path, and the clock. */
export const shared: readonly string[] = [
  'src/call.ts',
  'src/errors.ts',
  'src/call-errors.ts',
  'src/json.ts',
  'src/maybe-promise.ts',
  'src/clock.ts',
  'src/secret-shapes.ts',
  'src/secret-keys.ts',
  'src/secret-places.ts',
  'src/secret-assignments.ts',
  'src/card-numbers.ts',
  'src/nearest.ts',
  'src/holds-more.ts',
  'src/loopback.ts',
  'src/check-members.ts',
  'src/check-value.ts',
  'src/runtime.ts',
  'src/call-record.ts',
  'src/duration.ts',
  'src/refusal.ts',
]

/** Where each module from outside may be imported: a folder (ends in `/`) or a file. `src/cli/` may import any builtin module. */
export const importable: Readonly<Record<string, readonly string[]>> = {
  '@cfworker/json-schema': ['src/primitives/'],
  commander: ['src/cli/'],
  diff: ['src/toolkits/filesystem/'],
  fastify: ['src/fastify.ts'],
  undici: ['src/outbound/'],
  picomatch: ['src/toolkits/filesystem/'],
  yaml: ['src/config/'],
  zod: ['src/zod/', 'src/config/', 'src/toolkits/'],

  'node:crypto': ['src/server.ts', 'src/practices/', 'src/telemetry/', 'src/wire/', 'src/session/', 'src/toolkits/'],
  'node:diagnostics_channel': ['src/telemetry/'],
  'node:dns': ['src/outbound/'],
  'node:dns/promises': ['src/outbound/'],
  'node:events': ['src/wire/hosts/', 'src/wire/stdio/', 'src/toolkits/'],
  'node:fs': ['src/config/', 'src/telemetry/', 'src/toolkits/'],
  'node:fs/promises': ['src/config/', 'src/toolkits/'],
  'node:http': ['src/wire/hosts/'],
  'node:net': ['src/outbound/', 'src/wire/hosts/', 'src/config/'],
  'node:os': ['src/config/', 'src/toolkits/'],
  'node:path': ['src/config/', 'src/telemetry/', 'src/toolkits/'],
  'node:process': ['src/wire/stdio/'],
  'node:stream': ['src/server.ts', 'src/wire/hosts/', 'src/wire/stdio/', 'src/toolkits/'],
  'node:timers/promises': ['src/toolkits/'],
  'node:url': ['src/config/', 'src/toolkits/'],
  'node:util': ['src/config/', 'src/toolkits/'],
  'node:worker_threads': ['src/toolkits/'],
}

/** The builtin modules that Workers, Deno and Bun have too, so that `import 'lintel'` may load them. */
export const portableBuiltins: readonly string[] = ['node:crypto', 'node:diagnostics_channel']

/** The folder of `src/` that a path belongs to; undefined for a file at its root. */
export function folderOf(path: string): string | undefined {
  const [, first, second, ...rest] = path.split('/')
  if (second === undefined) return undefined
  return first === 'toolkits' && rest.length > 0 ? `toolkits/${second}` : first
}

/** Whether a file chooses concrete parts: the composition root, a published entry, a command, or the testing kit. */
export function choosesParts(path: string): boolean {
  return (
    path === 'src/server.ts' ||
    path === 'src/serve-http.ts' ||
    path === 'src/server-options.ts' ||
    /^src\/make-[a-z]+\.ts$/.test(path) ||
    path.startsWith('src/cli/') ||
    path.startsWith('src/testing/') ||
    entries().includes(path)
  )
}

/** The sources of what `package.json` exports, under every condition. */
export function entries(): readonly string[] {
  const { exports } = JSON.parse(readText('package.json')) as {
    exports: Record<string, string | Record<string, string>>
  }
  const targets = Object.values(exports).flatMap(target => (typeof target === 'string' ? [] : Object.values(target)))
  return targets
    .filter(target => target.endsWith('.js'))
    .map(target => target.replace('./dist/', 'src/').replace(/\.js$/, '.ts'))
}

/** Folders of `src/` that are published only within the bundle of the command line, packages included. */
export const bundled: readonly string[] = ['src/cli/', 'src/config/']
