import { relative } from 'node:path'
import { styleText } from 'node:util'
import type { ConfigProblem, Origin } from '../config/problem.ts'
import { isSecretKey } from '../secret-keys.ts'
import { mask, maskSecrets } from '../secret-shapes.ts'

export interface RenderOptions {
  readonly severity: 'error' | 'warning'
  readonly color: boolean
  /** File names are shown relative to this folder. */
  readonly folder: string
}

/**
 * A problem as compilers show it:
 *
 *     lintel.yaml:3:9: error: listen.port: has to be a whole number, but is text
 *       3 |   port: abc
 *         |         ^^^
 *         = a hint on what to write
 */
export function renderProblem(problem: ConfigProblem, options: RenderOptions): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    options.color ? styleText(style, text, { validateStream: false }) : text
  const severity = paint(options.severity === 'error' ? ['red', 'bold'] : ['yellow', 'bold'], `${options.severity}:`)
  const subject = problem.path === '' ? '' : `${problem.path}: `
  const lines = [`${paint('bold', `${place(problem.at, options.folder)}:`)} ${severity} ${subject}${problem.reason}`]
  const gutter = problem.at.kind === 'file' ? String(problem.at.line).length : 1
  if (problem.at.kind === 'file') {
    const { line, caret } = excerpt(problem.at)
    lines.push(paint('dim', `  ${problem.at.line} | `) + line)
    lines.push(paint('dim', `  ${' '.repeat(gutter)} | `) + paint(['red', 'bold'], caret))
  }
  if (problem.suggestion) lines.push(`  ${' '.repeat(gutter)} ${paint('cyan', `= ${problem.suggestion}`)}`)
  return lines.join('\n')
}

function place(at: Origin, folder: string): string {
  if (at.kind === 'variable') return `environment variable ${at.name}`
  if (at.kind === 'option') return at.name
  const path = relative(folder, at.file.path)
  return `${path.startsWith('..') ? at.file.path : path}:${at.line}:${at.column}`
}

/** The line with the caret below it. What looks like a secret, or stands under a key that does, is masked. */
function excerpt(at: Origin & { kind: 'file' }): { readonly line: string; readonly caret: string } {
  const line = (at.file.text.split(/\r?\n/)[at.line - 1] ?? '').replaceAll('\t', ' ')
  const before = line.slice(0, at.column - 1)
  const marked = line.slice(at.column - 1, at.column - 1 + at.length)
  const caret = ' '.repeat(before.length) + '^'.repeat(Math.min(at.length, Math.max(1, marked.length)))
  const key = /([\w-]+)["']?\s*:\s*$/.exec(before)?.[1]
  if (key && isSecretKey(key)) return { line: before + mask, caret: `${' '.repeat(before.length)}^` }
  const masked = maskSecrets(line)
  return masked === line ? { line, caret } : { line: masked, caret: `${' '.repeat(maskSecrets(before).length)}^` }
}
