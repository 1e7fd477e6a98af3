import type { Subject } from './practice.ts'

const kinds: Partial<Record<Subject['method'], string>> = {
  'tools/call': 'tool',
  'resources/read': 'resource',
  'prompts/get': 'prompt',
}

/** How errors of a definition name it: `tool "search"`. */
export function ownerOf({ method, name }: Pick<Subject, 'method' | 'name'>): string {
  const kind = kinds[method]
  return kind === undefined ? method : `${kind} "${name}"`
}
