const bytes: Readonly<Record<string, number>> = {
  b: 1,
  byte: 1,
  bytes: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
}

export const sizeHint = "write a number and a unit, such as '512 KiB', '4 MiB' or '1 GB'"

/** Bytes of `4 MiB`, `512 kB`, `100 bytes`; undefined where the text is no size. A bare number has no unit, so it is none. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim())
  const unit = match ? bytes[match[2]!.toLowerCase()] : undefined
  const value = unit === undefined ? undefined : Math.round(Number(match![1]) * unit)
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined
}
