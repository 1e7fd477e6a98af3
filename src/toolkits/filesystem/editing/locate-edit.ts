import { findOccurrences } from './find-occurrences.ts'
import { findLineStarts, type TextView } from './text-view.ts'

/** A stretch of the view's text, from `start` up to but not including `end`. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

export type EditPlaces =
  | { readonly how: 'exact'; readonly places: readonly Stretch[] }
  /** Whole lines that are equal but for white space around them. `written` and `found` pair up line by line. */
  | {
      readonly how: 'tolerant'
      readonly places: readonly Stretch[]
      readonly written: readonly string[]
      readonly found: readonly string[]
    }

/** More places than this are not looked for: replacing more in one edit is refused. */
export const maxPlaces = 100_000

/**
 * The places that hold `wanted` (lines end in `\n`). Only where none does, those whose lines are equal to those of
 * `wanted` but for white space at both ends. Places may overlap.
 */
export function locateEdit(view: TextView, wanted: string): EditPlaces {
  const exact = findOccurrences(view.text, wanted, maxPlaces + 1)
  if (exact.length > 0 || wanted.trim() === '') {
    return { how: 'exact', places: exact.map(start => ({ start, end: start + wanted.length })) }
  }
  return locateTolerantly(view.text, wanted)
}

function locateTolerantly(text: string, wanted: string): EditPlaces {
  const lines = text.split('\n')
  const starts = findLineStarts(text)
  const takesLineEnd = wanted.endsWith('\n')
  const written = (takesLineEnd ? wanted.slice(0, -1) : wanted).split('\n')
  const first = matchLines(lines, written)
  const places = first.map(line => {
    const last = line + written.length - 1
    const end = starts[last]! + lines[last]!.length
    return { start: starts[line]!, end: takesLineEnd && end < text.length ? end + 1 : end }
  })
  return { how: 'tolerant', places, written, found: lines.slice(first[0], (first[0] ?? 0) + written.length) }
}

/** The numbers, from 0, of the lines at which `written` is found, white space around each line aside. */
function matchLines(lines: readonly string[], written: readonly string[]): readonly number[] {
  const bare = `\n${lines.map(line => line.trim()).join('\n')}\n`
  const wanted = `\n${written.map(line => line.trim()).join('\n')}\n`
  const matches = findOccurrences(bare, wanted, maxPlaces)
  if (matches.length === 0) return []
  const numbers = new Map(findLineStarts(bare).map((start, number) => [start, number]))
  return matches.map(at => numbers.get(at + 1)! - 1)
}
