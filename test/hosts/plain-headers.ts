/** Headers as Node's clients take them; the fields that HTTP/2 keeps apart are left out. */
export function plainHeaders(headers: unknown): Record<string, string> {
  const entries = headers instanceof Headers ? [...headers] : Object.entries((headers ?? {}) as Record<string, unknown>)
  return Object.fromEntries(
    entries.filter(([name, value]) => !name.startsWith(':') && value !== undefined).map(([n, v]) => [n, String(v)]),
  )
}
