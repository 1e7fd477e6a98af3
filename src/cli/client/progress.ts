import { isJsonObject, type JsonObject } from '../../json.ts'
import type { Progress } from './connection.ts'

/** The progress that a notification reports; undefined where it is another one. */
export function progressIn(message: JsonObject): Progress | undefined {
  const params = message['params']
  if (message['method'] !== 'notifications/progress' || !isJsonObject(params)) return undefined
  const { progress, total, message: text } = params
  if (typeof progress !== 'number') return undefined
  return {
    done: progress,
    ...(typeof total === 'number' && { total }),
    ...(typeof text === 'string' && { message: text }),
  }
}
