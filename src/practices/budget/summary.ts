import { isJsonObject, type Json } from '../../json.ts'

const maxMembers = 12
const maxText = 40
const longest = 400

/** One line on what a value is: its members, how many items its lists have, its short values. */
export function summarise(value: Json): string {
  return shorten(describe(value), longest)
}

function describe(value: Json): string {
  if (Array.isArray(value))
    return `a list of ${value.length} items, the first: ${shorten(brief(value[0] ?? null), 100)}`
  if (!isJsonObject(value)) return brief(value)
  const names = Object.keys(value)
  const members = names.slice(0, maxMembers).map(name => `${shorten(name, maxText)}: ${brief(value[name] ?? null)}`)
  if (names.length > maxMembers) members.push(`and ${names.length - maxMembers} more members`)
  return members.join(', ')
}

function brief(value: Json): string {
  if (Array.isArray(value)) return `${value.length} items`
  if (isJsonObject(value)) return `{ ${shorten(Object.keys(value).slice(0, maxMembers).join(', '), 80)} }`
  return shorten(typeof value === 'string' ? JSON.stringify(value.slice(0, maxText * 2)) : String(value), maxText)
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`
}
