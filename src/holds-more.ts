/** Whether a JSON value holds more than so many values; counted no further. */
export function holdsMore(value: unknown, limit: number): boolean {
  const open: unknown[] = [value]
  let count = 0
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one !== 'object' || one === null) continue
    for (const child of Array.isArray(one) ? one : Object.values(one)) {
      if (++count > limit) return true
      open.push(child)
    }
  }
  return false
}
