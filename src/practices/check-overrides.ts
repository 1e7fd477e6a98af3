import { DefinitionError } from '../errors.ts'
import { nearest } from '../nearest.ts'

/** An override of a tool that is not there is a misspelt name: it would protect nothing. */
export function checkOverrides(overrides: object, tools: readonly string[]): void {
  for (const name of Object.keys(overrides)) {
    if (tools.includes(name)) continue
    const meant = nearest(name, tools)
    throw new DefinitionError(
      `overrides: there is no tool "${name}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
    )
  }
}
