import type { PracticedMethod } from './practice.ts'

/**
 * THE TABLE: which practice stands around which method, the outermost first. `run` is the handler; what stands below it
 * sees the result on its way back. `src/practices/order.test.ts` proves the nesting.
 */
export const order = [
  row('observe', 'tool', 'list', 'resource', 'prompt', 'completion'),
  row('admit', 'tool', 'list', 'resource', 'prompt', 'completion'),
  row('authorize', 'tool', 'list', 'resource', 'prompt', 'completion'),
  row('limit', 'tool', 'resource', 'prompt', 'completion'),
  row('resume', 'tool'),
  row('validate', 'tool', 'prompt'),
  row('remember', 'tool', 'resource', 'prompt'),
  row('deadline', 'tool', 'resource', 'prompt', 'completion'),
  row('budget', 'tool', 'resource', 'prompt'),
  row('redact', 'tool', 'resource', 'prompt'),
  row('shape', 'tool'),
  row('guard', 'tool'),
  row('check', 'tool'),
  row('run', 'tool', 'list', 'resource', 'prompt', 'completion'),
] as const satisfies readonly Row[]

export type PracticeName = (typeof order)[number]['practice']

/** Whether a practice stands around a method. */
export function applies(practice: PracticeName, method: PracticedMethod): boolean {
  return order.some(row => row.practice === practice && (row.around as readonly string[]).includes(kinds[method]))
}

type Kind = 'tool' | 'list' | 'resource' | 'prompt' | 'completion'

interface Row {
  readonly practice: string
  readonly around: readonly Kind[]
}

const kinds: Readonly<Record<PracticedMethod, Kind>> = {
  'tools/call': 'tool',
  'tools/list': 'list',
  'prompts/list': 'list',
  'resources/list': 'list',
  'resources/templates/list': 'list',
  'resources/read': 'resource',
  'prompts/get': 'prompt',
  'completion/complete': 'completion',
}

function row<const P extends string>(practice: P, ...around: readonly Kind[]) {
  return { practice, around }
}
