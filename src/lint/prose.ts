/** Descriptions come from anywhere; what stands further back is not read. */
const longest = 2000

/** Quoted values in a row: `"asc" or "desc"`, `'open', 'closed'`. */
const quotedValues = /(["'`])[\w-]{1,40}\1 ?(?:,|\||\/|or) ?(?:or )?(["'`])[\w-]{1,40}\2/i
/** Values after a colon: `One of: open, closed`. */
const listedValues = /\b(?:one of|either|values?|allowed|options?): ?[\w-]{1,40} ?(?:,|\||\/| or ) ?[\w-]{1,40}/i
const examples = /\b(?:such as|like|e\.g\.|for example|for instance|example)\b|\be\.g\b/i

/** Whether a description lists the only values that a text may have. */
export function namesValues(description: string): boolean {
  const text = description.slice(0, longest)
  return (quotedValues.test(text) || listedValues.test(text)) && !examples.test(text)
}

const absence =
  /\b(?:defaults?|without|omit(?:ted)?|absent|missing|otherwise|unless|else|left out|leave out|not given|not set|if (?:not|none|given|set)|where (?:not|none|given)|when (?:not|none|given|set)|instead of|optional)\b/i

/** Whether a description says what happens where nothing is given. */
export function tellsAbsence(description: string): boolean {
  return absence.test(description.slice(0, longest))
}
