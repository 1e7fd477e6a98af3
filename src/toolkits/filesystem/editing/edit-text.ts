import type { ToolError } from '../../../errors.ts'
import { refusal } from '../refusals.ts'
import { carryLineEndings, lineEndingAt, toLf } from './line-endings.ts'
import { type EditPlaces, locateEdit, maxPlaces, type Stretch } from './locate-edit.ts'
import { reindent } from './reindent.ts'
import { type TextView, viewText } from './text-view.ts'

interface TextEdit {
  readonly oldText: string
  readonly newText: string
  /** Replace every place instead of refusing where there are several. */
  readonly replaceAll?: boolean | undefined
}

interface EditedText {
  readonly text: string
  readonly places: number
}

/** What an edit is part of. */
interface EditScope {
  /** Counts the edits of a call, from 1. */
  readonly number: number
  /** As shown to the agent. */
  readonly path: string
  /** UTF-16 code units that the result may have. */
  readonly maxLength: number
}

/**
 * `text` with one edit made, and how many places it changed. All else stays as it is, unit for unit: line endings and
 * a byte order mark included.
 *
 * An `oldText` whose lines end in `\n` finds lines that end in CRLF as well, and the new lines then end as the old ones
 * did. An edit that holds a CRLF itself and is found as it stands is made as it stands. `$` has no meaning.
 *
 * Throws EDIT_NOT_FOUND, EDIT_AMBIGUOUS, TOO_LARGE.
 */
export function editText(text: string, edit: TextEdit, scope: EditScope): EditedText {
  const view = viewText(text)
  const located = locateEdit(view, toLf(edit.oldText))
  const places = choosePlaces(located, edit, view, scope)
  // Every line of the new text may get a CR.
  if (text.length + places.length * 2 * edit.newText.length > scope.maxLength) throw tooLarge(scope)
  const parts: string[] = []
  let done = 0
  for (const place of places) {
    const start = view.original(place.start)
    const end = view.original(place.end)
    parts.push(text.slice(done, start), replace(text, start, end, edit, located))
    done = end
  }
  parts.push(text.slice(done))
  return { text: parts.join(''), places: places.length }
}

function choosePlaces(located: EditPlaces, edit: TextEdit, view: TextView, scope: EditScope): readonly Stretch[] {
  const { places } = located
  if (places.length === 0) throw notFound(scope)
  if (places.length === 1) return places
  if (edit.replaceAll !== true || located.how === 'tolerant') throw ambiguous(located, view, scope)
  if (places.length > maxPlaces) throw tooLarge(scope)
  return withoutOverlaps(places)
}

function withoutOverlaps(places: readonly Stretch[]): readonly Stretch[] {
  let free = 0
  return places.filter(place => {
    if (place.start < free) return false
    free = place.end
    return true
  })
}

function replace(text: string, start: number, end: number, edit: TextEdit, located: EditPlaces): string {
  const replaced = text.slice(start, end)
  const speaksOfCrlf = edit.oldText.includes('\r\n') || edit.newText.includes('\r\n')
  if (speaksOfCrlf && replaced === edit.oldText) return edit.newText
  const lines = toLf(edit.newText)
  const moved = located.how === 'tolerant' ? reindent(lines, located.written, located.found) : lines
  return carryLineEndings(replaced, moved, lineEndingAt(text, start))
}

function notFound({ number, path }: EditScope): ToolError {
  return refusal('EDIT_NOT_FOUND', { path, because: `edit ${number}`, data: { edit: number } })
}

const linesTold = 20

function ambiguous({ how, places }: EditPlaces, view: TextView, { number, path }: EditScope): ToolError {
  const lines = places.slice(0, linesTold).map(place => view.lineOf(place.start))
  const more = places.length > linesTold ? ' and more' : ''
  const loosely = how === 'tolerant' ? ' if white space does not count' : ''
  return refusal('EDIT_AMBIGUOUS', {
    path,
    because: `edit ${number} is found at lines ${lines.join(', ')}${more}${loosely}`,
    data: { edit: number, lines },
    ...(loosely && { next: 'Copy oldText from the file exactly, white space included. Nothing was changed.' }),
  })
}

function tooLarge({ number, path }: EditScope): ToolError {
  return refusal('TOO_LARGE', {
    path,
    because: `edit ${number} would make it so`,
    next: 'Make smaller edits. Nothing was changed.',
  })
}
