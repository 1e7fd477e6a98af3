import type { JsonObject } from '../json.ts'
import { expandReferences } from '../profiles/expand-references.ts'
import type { Finding } from './finding.ts'
import { parameterRules } from './parameter-rules.ts'
import { type Parameter, parametersOf } from './parameters.ts'
import { toolRules } from './tool-rules.ts'

/** A tool as a list shows it. */
export interface ListedTool {
  readonly name: string
  readonly description?: string | undefined
  readonly inputSchema: JsonObject
}

/** Holds one tool against what agents need of names, descriptions and schemas. */
export function lintTool(tool: ListedTool): readonly Finding[] {
  const parameters: readonly Parameter[] = parametersOf(expandReferences(tool.inputSchema))
  return [
    ...toolRules.flatMap(({ rule, check }) => {
      const found = check(tool, parameters)
      return found ? [{ rule, tool: tool.name, path: '', ...found }] : []
    }),
    ...parameters.flatMap(parameter =>
      parameterRules.flatMap(({ rule, check }) => {
        const found = check(parameter)
        return found ? [{ rule, tool: tool.name, path: parameter.path, ...found }] : []
      }),
    ),
  ]
}
