import type * as z from 'zod'
import { nearest } from '../nearest.ts'
import { isSecretKey } from '../secret-keys.ts'
import type { ConfigProblem } from './problem.ts'
import { readText, schemaAt } from './settings.ts'
import { formatPath, mapScalars, type ScalarNode, type SettingNode, type SettingPath } from './tree.ts'
import { parseYamlValue } from './variables.ts'

/** `${env:NAME}`, something in `${}` that is no reference, or `$${`, which stands for `${` itself. */
const referencePattern = /\$\$\{|\$\{([^}]*)\}?/g

export interface Resolved {
  readonly tree: SettingNode
  readonly problems: readonly ConfigProblem[]
}

/**
 * Replaces `${env:NAME}` in text by what the environment holds, and refuses secrets that stand in the file itself.
 * A text that is nothing but a reference takes the type of its setting: `port: ${env:PORT}`.
 */
export function resolveReferences(
  tree: SettingNode,
  schema: z.ZodType,
  environment: Readonly<Record<string, string | undefined>>,
): Resolved {
  const problems: ConfigProblem[] = []

  const resolve = (scalar: ScalarNode, path: SettingPath): SettingNode => {
    const written = scalar.value
    if (typeof written !== 'string' || scalar.at.kind !== 'file') return scalar
    const refuse = (reason: string, suggestion: string) =>
      problems.push({ at: scalar.at, path: formatPath(path), reason, suggestion })
    let references = 0
    const text = written.replace(referencePattern, (found: string, body: string | undefined) => {
      if (body === undefined) return '${'
      references++
      const name = /^env:([A-Za-z_]\w*)$/.exec(body.trim())?.[1]
      const value = name === undefined ? undefined : environment[name]
      if (name === undefined) refuse(`holds ${found}, which is no reference`, explainForm(body))
      else if (value === undefined || value === '') {
        const meant = nearest(name, Object.keys(environment))
        const state = value === '' ? 'is empty' : 'is not set'
        refuse(
          `refers to the environment variable ${name}, which ${state}`,
          `${meant && meant !== name ? `did you mean ${meant}? Else s` : 's'}et ${name}, in the environment or in .env beside this file`,
        )
      }
      return value ?? ''
    })
    if (references === 0) {
      const key = path.findLast(step => typeof step === 'string')
      if (typeof key === 'string' && isSecretKey(key) && written !== '')
        refuse(
          'holds a secret in the file itself',
          `put it in an environment variable and write ${key}: \${env:${variableName(path)}}`,
        )
      return { ...scalar, value: text }
    }
    const whole = /^\$\{[^}]*\}$/.test(written)
    const value = whole ? readText(schemaAt(schema, path), text, parseYamlValue) : text
    return { ...scalar, value: isScalarValue(value) ? value : text, reference: written }
  }

  return { tree: mapScalars(tree, resolve), problems }
}

function explainForm(body: string): string {
  const name = body.replace(/^[a-z]+:/i, '').trim()
  return /^[A-Za-z_]\w*$/.test(name)
    ? `write \${env:${name}} to take it from the environment, or $\${${body}} for the text itself`
    : `write \${env:NAME}, or $\${ for the two characters themselves`
}

/** A name for the variable that should hold the secret at this path. */
function variableName(path: SettingPath): string {
  const words = path.filter(step => typeof step === 'string')
  return words
    .slice(-2)
    .map(word => word.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/\W/g, '_'))
    .join('_')
    .toUpperCase()
}

function isScalarValue(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
