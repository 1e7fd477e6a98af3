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
    ...declareResources(registry),
    ...(completes && { completions: {} }),
    ...(settings.length > 0 && { extensions: Object.fromEntries(settings) }),
  }
}

/** Without resources of its own, a server with tools or prompts still answers what did not fit into their results as one. */
function declareResources({ resources, templates, tools, prompts }: Service['registry']): JsonObject {
  if (resources.size > 0 || templates.size > 0) return { resources: { subscribe: true, listChanged: true } }
  return tools.size > 0 || prompts.size > 0 ? { resources: {} } : {}
}
