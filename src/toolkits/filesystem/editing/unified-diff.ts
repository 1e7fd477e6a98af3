import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff'
import { frameChange } from './frame-change.ts'

interface Hunk {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
}

export interface TextDiff {
  /** A unified diff, at most `maxDiffLength` characters. */
  readonly text: string
  /** The diff was longer; `hunks` still tells every place. */
  readonly cut: boolean
  readonly hunks: readonly Hunk[]
  readonly added: number
  readonly removed: number
}

/** In UTF-16 code units. */
export const maxDiffLength = 64 * 1024

/**
 * Lines inserted and removed up to which the shortest diff is looked for; its cost grows with the square of this.
 * Beyond it, everything from the first to the last changed line is shown as one change.
 */
const maxEditLength = 1_000
/** The same for characters between the first and the last change. */
const maxFrameLength = 2_000_000

interface DiffHunk extends Hunk {
  readonly lines: readonly string[]
}

/** What changed between two texts of a file, as lines with three lines around each change. */
export function diffText(path: string, before: string, after: string): TextDiff {
  const hunks = before === after ? [] : diffLines(before, after)
  const text = hunks.length === 0 ? '' : format(path, hunks)
  const lines = hunks.flatMap(hunk => hunk.lines)
  return {
    text: text.length > maxDiffLength ? text.slice(0, text.lastIndexOf('\n', maxDiffLength - 1) + 1) : text,
    cut: text.length > maxDiffLength,
    hunks: hunks.map(({ oldStart, oldLines, newStart, newLines }) => ({ oldStart, oldLines, newStart, newLines })),
    added: lines.filter(line => line.startsWith('+')).length,
    removed: lines.filter(line => line.startsWith('-')).length,
  }
}

/** `text` in a Markdown fence that is longer than any run of backticks in it (CommonMark 0.31, section 4.5). */
export function fence(text: string, language: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((length, run) => Math.max(length, run.length), 2)
  const ticks = '`'.repeat(longest + 1)
  return `${ticks}${language}\n${text}${text.endsWith('\n') || text === '' ? '' : '\n'}${ticks}`
}

function diffLines(before: string, after: string): readonly DiffHunk[] {
  const frame = frameChange(before, after, 3)
  const fits = frame.before.length + frame.after.length <= maxFrameLength
  const patch = fits
    ? structuredPatch('', '', frame.before, frame.after, '', '', { context: 3, maxEditLength })
    : undefined
  const hunks = patch?.hunks ?? [replaceAll(splitLines(frame.before), splitLines(frame.after))]
  return hunks.map(hunk => ({
    ...hunk,
    oldStart: hunk.oldStart + frame.line,
    newStart: hunk.newStart + frame.line,
  }))
}

function replaceAll(old: readonly string[], now: readonly string[]): DiffHunk {
  const lines = [...old.map(line => `-${line}`), ...now.map(line => `+${line}`)]
  return { oldStart: 1, oldLines: old.length, newStart: 1, newLines: now.length, lines }
}

function splitLines(text: string): readonly string[] {
  const lines = text.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

function format(path: string, hunks: readonly DiffHunk[]): string {
  const name = path.replaceAll('\n', '\\n')
  const patch = {
    oldFileName: name,
    newFileName: name,
    oldHeader: 'before',
    newHeader: 'after',
    hunks: hunks.map(hunk => ({ ...hunk, lines: [...hunk.lines] })),
  }
  return formatPatch(patch, FILE_HEADERS_ONLY)
}
