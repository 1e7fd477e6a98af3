const milliseconds: Readonly<Record<string, number>> = {
  ms: 1,
  millisecond: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
}

export const durationHint = "write a number and a unit, such as '500ms', '30s', '5 minutes', '2 hours' or '1 day'"

/** Milliseconds of `30s`, `5 minutes`, `1.5 h`; undefined where the text is no duration. A bare number has no unit, so it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim())
  if (!match) return undefined
  const unit = match[2]!.toLowerCase()
  const size = milliseconds[unit] ?? milliseconds[unit.replace(/s$/, '')]
  const value = size === undefined ? undefined : Math.round(Number(match[1]) * size)
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined
}
