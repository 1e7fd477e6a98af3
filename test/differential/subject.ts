/** What both servers serve alike. */

export function echoText(text: string, times = 1): string {
  return Array.from({ length: times }, () => text).join(' ')
}

export function itemText(id: string): string {
  return `Item ${id}.`
}

export function completeName(typed: string | undefined): string[] {
  return ['Ada', 'Alan', 'Grace'].filter(name => name.startsWith(typed ?? ''))
}

/** The arguments that each tool and each prompt names. */
export const argumentNames: Readonly<Record<string, readonly string[]>> = {
  echo: ['text', 'times'],
  add: ['a', 'b'],
  area: ['region', 'level'],
  idle: [],
  fail: [],
  ask: [],
  plain: [],
  greet: ['name', 'tone'],
}

/** `region` travels in a header as well (SEP-2243). */
export const areaSchema = {
  type: 'object',
  properties: { region: { type: 'string', 'x-mcp-header': 'Region' }, level: { type: 'integer' } },
} as const
