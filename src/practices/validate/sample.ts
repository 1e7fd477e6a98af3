import { holdsMore } from '../../holds-more.ts'
import type { SchemaIssue } from '../../primitives/schema.ts'

/** Items of one list, and values in all, that a sample has at most. */
const maxItems = 1000
const maxValues = 10_000
/** What holds no more than that is taken as it is. */
const small = 64

/**
 * Codes of zod that tell of one value alone. Others may come from an author's own check, which looks from one list into another: of a part of
 * them it says nothing.
 */
const certain: ReadonlySet<unknown> = new Set(['invalid_type', 'unrecognized_keys', 'invalid_union', 'invalid_key'])

/** A small likeness of a large value: of lists and objects that hold much, some of their members, drawn by chance. */
export interface Sample {
  readonly value: unknown
  /** The problems of the sample that the whole has for certain, at their places in it. */
  real(issues: readonly SchemaIssue[]): readonly SchemaIssue[]
}

export function drawSample(whole: unknown): Sample {
  /** Of what was copied, the places of its members in the whole. What is judged by all its members is not judged by these. */
  const copies = new Map<unknown, readonly PropertyKey[]>()

  const draw = (value: unknown, room: number): unknown => {
    if (typeof value !== 'object' || value === null || !holdsMore(value, small)) return value
    const names = Object.keys(value)
    const count = Math.max(1, Math.min(names.length, room, maxItems))
    const drawn = drawPlaces(names.length, count).map(at => names[at] as string)
    const members = drawn.map(name => draw((value as Record<string, unknown>)[name], Math.floor(room / count)))
    const copy = Array.isArray(value) ? members : Object.fromEntries(drawn.map((name, at) => [name, members[at]]))
    copies.set(copy, Array.isArray(value) ? drawn.map(Number) : drawn)
    return copy
  }

  const value = draw(whole, maxValues)
  const locate = (issue: SchemaIssue): SchemaIssue | undefined => {
    let at: unknown = value
    const path: PropertyKey[] = []
    for (const step of issue.path ?? []) {
      const key = typeof step === 'object' ? step.key : step
      const places = copies.get(at)
      if (places && !Object.hasOwn(at as object, key)) return undefined
      path.push((places && Array.isArray(at) ? places[Number(key)] : key) ?? key)
      at = (at as Record<PropertyKey, unknown> | null | undefined)?.[key]
    }
    return copies.has(at) ? undefined : { ...issue, path }
  }
  return {
    value,
    real: issues =>
      issues
        .filter(issue => certain.has((issue as { readonly code?: unknown }).code))
        .flatMap(issue => locate(issue) ?? []),
  }
}

/** So many different places out of all: the first ones, as whoever reads the problems expects, and one of each stretch of the others. */
function drawPlaces(length: number, count: number): readonly number[] {
  const first = Math.floor(count / 4)
  const stretch = (length - first) / (count - first)
  const startOf = (nth: number) => first + Math.floor(nth * stretch)
  return Array.from({ length: count }, (_, at) => {
    if (at < first) return at
    const start = startOf(at - first)
    return start + Math.floor(Math.random() * (startOf(at - first + 1) - start))
  })
}
