import { checkMembers } from '../check-members.ts'
import { DefinitionError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { msOf } from './duration-setting.ts'
import { parseRate } from './limit/rate.ts'
import { parseLifetime } from './remember/lifetime.ts'
import { isMode, type PracticeSettings, practiceMembers } from './settings.ts'

/** What a member may hold; throws DefinitionError, naming `owner`, where it holds something else. */
type Check = (value: unknown, owner: string) => void

const count: Check = (value, owner) => {
  if (!Number.isSafeInteger(value) || (value as number) < 1) wrong(owner, value, 'write a whole number from 1')
}
const countOrNone: Check = (value, owner) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) wrong(owner, value, 'write a whole number from 0')
}
const yesOrNo: Check = (value, owner) => {
  if (typeof value !== 'boolean') wrong(owner, value, 'write true or false')
}
const text: Check = (value, owner) => {
  if (typeof value !== 'string' || value.trim() === '') wrong(owner, value, 'write a name')
}
const texts: Check = (value, owner) => {
  if (!Array.isArray(value)) wrong(owner, value, "write a list of names: ['first', 'second']")
  for (const item of value as readonly unknown[]) text(item, owner)
}
const duration: Check = (value, owner) => void msOf(value as never, owner)
const lifetime: Check = (value, owner) => void parseLifetime(value as never, owner)
const rate: Check = (value, owner) => void parseRate(value, owner)
const anything: Check = () => {}
const aFunction: Check = (value, owner) => {
  if (typeof value !== 'function') wrong(owner, value, 'give a function')
}
const oneOf =
  (...words: readonly string[]): Check =>
  (value, owner) => {
    if (words.includes(value as string)) return
    const meant = typeof value === 'string' ? nearest(value, words) : undefined
    wrong(owner, value, meant === undefined ? `write ${words.join(', ')}` : `did you mean '${meant}'?`)
  }

interface Row {
  /** A setting in one word; without it, only a mode is one. */
  readonly word?: Check
  readonly members: Readonly<Record<string, Check>>
}

/** What each setting may say. */
const rows: Readonly<Record<string, Row>> = {
  admit: { members: { concurrent: count, waiting: countOrNone } },
  limit: { word: rate, members: { rate, burst: count, weight: count, window: oneOf('bucket', 'sliding') } },
  validate: { members: {} },
  cache: {
    word: lifetime,
    members: { for: lifetime, by: oneOf('everyone', 'principal', 'session', 'request'), tags: texts },
  },
  deadline: { word: duration, members: { after: duration } },
  downstream: {
    word: text,
    members: { name: text, failures: count, open: duration, retries: countOrNone, fallback: anything },
  },
  check: { members: {} },
  redact: { members: { results: yesOrNo, emails: yesOrNo } },
  record: { members: { arguments: yesOrNo, results: yesOrNo } },
  budget: {
    members: { tokens: count, bytes: count, media: countOrNone, keep: duration, count: aFunction, pages: yesOrNo },
  },
}

const mode = oneOf('enforce', 'report', 'off')

/** Refuses settings that say nothing, or nothing that is known: a misspelt limit would otherwise be none. */
export function checkSettings(owner: string, settings: PracticeSettings): void {
  for (const member of practiceMembers) {
    const value: unknown = settings[member]
    const at = `${owner}: ${member}`
    if (value === undefined) continue
    if (member === 'scopes' || member === 'dirties') {
      texts(value, at)
      continue
    }
    if (isMode(value)) continue
    const row = rows[member]
    if (row) checkSetting(value, at, row)
  }
}

function checkSetting(value: unknown, at: string, { word = mode, members }: Row): void {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return word(value, at)
  checkMembers(at, value, ['mode', ...Object.keys(members)])
  for (const [name, held] of Object.entries(value)) {
    if (held === undefined) continue
    const check = name === 'mode' ? mode : members[name]
    check?.(held, `${at}.${name}`)
  }
}

function wrong(owner: string, value: unknown, cure: string): never {
  const shown = typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? String(value))
  throw new DefinitionError(`${owner} ${shown} cannot be: ${cure}.`)
}
