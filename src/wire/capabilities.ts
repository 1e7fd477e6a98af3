import type { JsonObject } from '../json.ts'
import type { Service } from './service.ts'

/** What `server/discover` and `initialize` declare: what the registry really offers. */
export function declareCapabilities(service: Service): JsonObject {
  return {
    ...primitiveCapabilities(service),
    ...(service.extensions.size > 0 && { extensions: extensionSettings(service) }),
  }
}

export function primitiveCapabilities({ registry }: Service): JsonObject {
  const completes =
    [...registry.prompts.values()].some(prompt => Object.keys(prompt.complete).length > 0) ||
    [...registry.templates.values()].some(template => Object.keys(template.complete).length > 0)
  return {
    tools: { listChanged: true },
    ...(registry.prompts.size > 0 && { prompts: { listChanged: true } }),
    ...((registry.resources.size > 0 || registry.templates.size > 0) && {
      resources: { subscribe: true, listChanged: true },
    }),
    ...(completes && { completions: {} }),
  }
}

export function extensionSettings({ extensions }: Service): JsonObject {
  return Object.fromEntries([...extensions].map(([id, extension]) => [id, extension.settings ?? {}]))
}
