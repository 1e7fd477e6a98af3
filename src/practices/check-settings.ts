import { checkMembers } from '../check-members.ts'
import { aFunction, type Check, count, countOrNone, oneOf, wrong, yesOrNo } from '../check-value.ts'
import { msOf } from './duration-setting.ts'
import { parseRate } from './limit/rate.ts'
import { parseLifetime } from './remember/lifetime.ts'
import { isMode, type PracticeSettings, practiceMembers } from './settings.ts'

const name: Check = (value, owner) => {
  if (typeof value !== 'string' || value.trim() === '') wrong(owner, value, 'write a name')
}
const names: Check = (value, owner) => {
  if (!Array.isArray(value)) wrong(owner, value, "write a list of names: ['first', 'second']")
  for (const item of value as readonly unknown[]) name(item, owner)
}
const duration: Check = (value, owner) => void msOf(value as never, owner)
const lifetime: Check = (value, owner) => void parseLifetime(value as never, owner)
const rate: Check = (value, owner) => void parseRate(value, owner)
const anything: Check = () => {}

interface Row {
  /** The modes that it has. Default: all three. */
  readonly mode?: Check
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
    members: { for: lifetime, by: oneOf('everyone', 'principal', 'session', 'request'), tags: names, roots: yesOrNo },
  },
  deadline: { word: duration, members: { after: duration } },
  downstream: {
    word: name,
    members: { name, failures: count, open: duration, retries: countOrNone, fallback: anything },
  },
  check: { members: {} },
  redact: { members: { results: yesOrNo, emails: yesOrNo } },
  record: { mode: oneOf('enforce', 'off'), members: { arguments: yesOrNo, results: yesOrNo } },
  budget: {
    members: { tokens: count, bytes: count, media: countOrNone, keep: duration, count: aFunction, pages: yesOrNo },
  },
}

const anyMode = oneOf('enforce', 'report', 'off')

/** Refuses settings that say nothing, or nothing that is known: a misspelt limit would otherwise be none. */
export function checkSettings(owner: string, settings: PracticeSettings): void {
  for (const member of practiceMembers) {
    const value: unknown = settings[member]
    const at = `${owner}: ${member}`
    if (value === undefined) continue
    if (member === 'scopes' || member === 'dirties') {
      names(value, at)
      continue
    }
    const row = rows[member]
    if (row?.mode === undefined && isMode(value)) continue
    if (row) checkSetting(value, at, row)
  }
}

function checkSetting(value: unknown, at: string, { mode = anyMode, word = mode, members }: Row): void {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return word(value, at)
  checkMembers(at, value, ['mode', ...Object.keys(members)])
  for (const [member, held] of Object.entries(value)) {
    if (held === undefined) continue
    const check = member === 'mode' ? mode : members[member]
    check?.(held, `${at}.${member}`)
  }
}
