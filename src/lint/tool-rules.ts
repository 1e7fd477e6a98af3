import { isJsonObject } from '../json.ts'
import type { Finding } from './finding.ts'
import type { ListedTool } from './lint-tool.ts'
import type { Parameter } from './parameters.ts'

interface ToolRule {
  readonly rule: string
  readonly check: (tool: ListedTool, parameters: readonly Parameter[]) => Pick<Finding, 'problem' | 'cure'> | undefined
}

/** Longer names are cut off or refused by some clients (Gemini, OpenAI). */
const longestName = 64
const fewestCharacters = 20
const mostParameters = 15
/** Tokens of one tool in a list, four characters each. */
const mostTokens = 1000

/** What the guide asks of every tool (sections 2.1, 2.2 and 4). */
export const toolRules: readonly ToolRule[] = [
  {
    rule: 'description',
    check: ({ description = '' }) =>
      description.trim().length < fewestCharacters
        ? {
            problem: 'has a description that says little',
            cure: 'say what it does, when to use it and what it answers: it is a prompt for the agent',
          }
        : undefined,
  },
  {
    rule: 'name',
    check: ({ name }) => {
      if (name.length > longestName)
        return {
          problem: `has a name of ${name.length} characters`,
          cure: `use at most ${longestName}: some clients refuse more`,
        }
      return /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/.test(name)
        ? undefined
        : {
            problem: 'is not named as action and object in snake_case',
            cure: 'name it like list_tasks or create_project',
          }
    },
  },
  {
    rule: 'closed',
    check: ({ inputSchema }) =>
      inputSchema.additionalProperties === false || !isJsonObject(inputSchema.properties)
        ? undefined
        : {
            problem: 'takes arguments that its schema does not name',
            cure: 'set additionalProperties: false (z.strictObject)',
          },
  },
  {
    rule: 'plain-root',
    check: ({ inputSchema }) =>
      ['anyOf', 'oneOf', 'allOf'].some(keyword => inputSchema[keyword] !== undefined)
        ? {
            problem: 'has a choice at the root of its arguments',
            cure: 'put the choice into one parameter: some clients refuse it here',
          }
        : undefined,
  },
  {
    rule: 'few-parameters',
    check: (_tool, parameters) => {
      const count = parameters.filter(({ depth }) => depth === 1).length
      return count > mostParameters
        ? {
            problem: `has ${count} parameters`,
            cure: 'split it by intent, or give most of them defaults and leave them out',
          }
        : undefined
    },
  },
  {
    rule: 'tokens',
    check: tool => {
      const tokens = Math.ceil(JSON.stringify(tool).length / 4)
      return tokens > mostTokens
        ? {
            problem: `costs about ${tokens} tokens in every list`,
            cure: `shorten descriptions and schemas: aim below ${mostTokens}`,
          }
        : undefined
    },
  },
]
