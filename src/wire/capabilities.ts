import type { JsonObject } from '../json.ts'
import type { Service } from './service.ts'

/** What `server/discover` and `initialize` declare: what the registry really offers. */
export function declareCapabilities({ registry, extensions }: Service): JsonObject {
  const completes =
    [...registry.prompts.values()].some(prompt => Object.keys(prompt.complete).length > 0) ||
    [...registry.templates.values()].some(template => Object.keys(template.complete).length > 0)
  const settings = [...extensions].map(([id, extension]) => [id, extension.settings ?? {}] as const)
  return {
    tools: { listChanged: true },
    logging: {},
    ...(registry.prompts.size > 0 && { prompts: { listChanged: true } }),
    // What does not fit into a result can be read as a resource, whatever else the server offers.
    resources: registry.resources.size > 0 || registry.templates.size > 0 ? { subscribe: true, listChanged: true } : {},
    ...(completes && { completions: {} }),
    ...(settings.length > 0 && { extensions: Object.fromEntries(settings) }),
  }
}
