import { isJsonObject } from '../json.ts'
import { estimateTokens } from '../practices/budget/estimate-tokens.ts'
import { listOf } from '../profiles/children.ts'
import type { Finding } from './finding.ts'
import type { ListedTool } from './lint-tool.ts'
import { isOpen } from './parameter-rules.ts'
import type { Parameter } from './parameters.ts'

type Found = Pick<Finding, 'problem' | 'cure'> | undefined

interface ToolRule {
  readonly rule: string
  readonly check: (tool: ListedTool, parameters: readonly Parameter[]) => Found
}

/** Longer names are cut off or refused by some models' interfaces (Gemini, OpenAI). */
const longestName = 64
/** In UTF-8: a Chinese character says as much as three letters. */
const fewestBytes = 20
const mostParameters = 15
const mostTokens = 1000

/** What is asked of every tool. */
export const toolRules: readonly ToolRule[] = [
  { rule: 'description', check: checkDescription },
  { rule: 'name', check: checkName },
  { rule: 'closed', check: checkClosed },
  { rule: 'plain-root', check: checkRoot },
  { rule: 'required', check: checkRequired },
  { rule: 'few-parameters', check: checkCount },
  { rule: 'tokens', check: checkTokens },
]

export function tokensOf(tool: ListedTool): number {
  return estimateTokens(JSON.stringify(tool))
}

function checkDescription({ description = '' }: ListedTool): Found {
  return new TextEncoder().encode(description.trim()).length < fewestBytes
    ? {
        problem: 'has a description that says little',
        cure: 'say what it does, when to use it and what it answers: it is a prompt for the agent',
      }
    : undefined
}

function checkName({ name }: ListedTool): Found {
  if (name.length > longestName)
    return {
      problem: `has a name of ${name.length} characters`,
      cure: `use at most ${longestName}: some clients refuse more`,
    }
  return /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name)
    ? undefined
    : { problem: 'has a name that is not snake_case', cure: 'name it like list_tasks or create_project' }
}

function checkClosed({ inputSchema }: ListedTool): Found {
  return isOpen(inputSchema)
    ? {
        problem: 'does not say that it takes no other arguments',
        cure: 'write input: z.strictObject({ ... }), or additionalProperties: false',
      }
    : undefined
}

function checkRoot({ inputSchema }: ListedTool): Found {
  return ['anyOf', 'oneOf', 'allOf'].some(keyword => inputSchema[keyword] !== undefined)
    ? {
        problem: 'has a choice at the root of its arguments',
        cure: "put the choice into one parameter: many models' interfaces refuse it here",
      }
    : undefined
}

function checkRequired({ inputSchema: { properties, required, anyOf, oneOf, allOf } }: ListedTool): Found {
  if ([anyOf, oneOf, allOf].some(choice => choice !== undefined)) return undefined
  const known = isJsonObject(properties) ? properties : {}
  const unknown = listOf(required).filter(name => typeof name === 'string' && !Object.hasOwn(known, name))
  return unknown.length > 0
    ? {
        problem: `requires ${unknown.join(', ')}, which its properties do not name`,
        cure: 'describe it, or require it no more',
      }
    : undefined
}

function checkCount(_tool: ListedTool, parameters: readonly Parameter[]): Found {
  const count = parameters.filter(({ depth }) => depth === 1).length
  return count > mostParameters
    ? { problem: `has ${count} parameters`, cure: 'split it by what people want to do, or leave the rarest out' }
    : undefined
}

function checkTokens(tool: ListedTool): Found {
  const tokens = tokensOf(tool)
  return tokens > mostTokens
    ? {
        problem: `is about ${tokens} tokens in every list`,
        cure: `shorten descriptions and schemas: aim below ${mostTokens}`,
      }
    : undefined
}
