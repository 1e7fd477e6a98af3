import type { Composed } from '../practices/practice.ts'
import type { Registry } from './registry.ts'

/** The practices around one thing that a server offers, the outermost first. */
export interface PracticeTableRow {
  readonly kind: 'tool' | 'prompt' | 'resource' | 'template'
  readonly name: string
  readonly practices: ReturnType<Composed['practices']>
}

export function listPractices({ tools, prompts, resources, templates }: Registry): readonly PracticeTableRow[] {
  return [
    ...[...tools.values()].map(({ name, practices }) => ({ kind: 'tool' as const, name, practices: practices() })),
    ...[...prompts.values()].map(({ name, practices }) => ({ kind: 'prompt' as const, name, practices: practices() })),
    ...[...resources.values()].map(({ uri, practices }) => ({
      kind: 'resource' as const,
      name: uri,
      practices: practices(),
    })),
    ...[...templates.values()].map(({ uriTemplate, practices }) => ({
      kind: 'template' as const,
      name: uriTemplate,
      practices: practices(),
    })),
  ]
}
