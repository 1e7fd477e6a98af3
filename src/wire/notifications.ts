import type { JsonObject } from '../json.ts'
import type { ServerEvent } from '../session/event-bus.ts'

/** The notification that tells of an event, the same in both eras. */
export function describeEvent(event: ServerEvent): {
  readonly method: string
  readonly params: JsonObject | undefined
} {
  if (event.kind === 'resource') return { method: 'notifications/resources/updated', params: { uri: event.uri } }
  return { method: `notifications/${event.kind}/list_changed`, params: undefined }
}
