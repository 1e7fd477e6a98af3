import { isJsonObject, type Json, type JsonObject } from '../json.ts'

/** One field of a form that a server asks for (specification, "Elicitation: Requested Schema"). */
export interface Field {
  readonly name: string
  /** What the person is asked. */
  readonly prompt: string
  readonly type: string
  readonly required: boolean
  readonly fallback: Json | undefined
  /** The values to choose from, where the field has such. */
  readonly choices: readonly string[] | undefined
}

export type FieldVerdict =
  | { readonly problem?: undefined; readonly value: Json | undefined }
  | { readonly problem: string }

export function readFields(schema: JsonObject): readonly Field[] {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(properties).flatMap(([name, property]) =>
    isJsonObject(property) ? [describeField(name, property, required.includes(name))] : [],
  )
}

/** What a typed line means for the field; an empty one takes the default, or leaves out what is not required. */
export function readField(field: Field, line: string): FieldVerdict {
  const text = line.trim()
  if (text === '') {
    if (field.fallback !== undefined || !field.required) return { value: field.fallback }
    if (field.type !== 'array') return { problem: 'This one is needed.' }
  }
  if (field.type === 'array') return readSeveral(field, text)
  if (field.choices) return field.choices.includes(text) ? { value: text } : choose(field.choices)
  if (field.type === 'boolean') {
    if (/^(?:y|yes|true)$/i.test(text)) return { value: true }
    return /^(?:n|no|false)$/i.test(text) ? { value: false } : { problem: 'Write yes or no.' }
  }
  if (field.type === 'integer' || field.type === 'number') {
    const value = Number(text)
    const fits = Number.isFinite(value) && (field.type === 'number' || Number.isInteger(value))
    return fits ? { value } : { problem: field.type === 'number' ? 'Write a number.' : 'Write a whole number.' }
  }
  return { value: line }
}

function readSeveral({ choices = [] }: Field, text: string): FieldVerdict {
  const values = text
    .split(',')
    .map(value => value.trim())
    .filter(value => value !== '')
  return values.every(value => choices.includes(value)) ? { value: values } : choose(choices)
}

function choose(choices: readonly string[]): FieldVerdict {
  return { problem: `Choose from ${choices.join(', ')}.` }
}

function describeField(name: string, property: JsonObject, required: boolean): Field {
  const type = typeof property['type'] === 'string' ? property['type'] : 'string'
  const titled = choicesIn(type === 'array' && isJsonObject(property['items']) ? property['items'] : property)
  const fallback = property['default']
  const label = [property['title'] ?? name, property['description']].filter(Boolean).join(' - ')
  const kind = titled
    ? ` (${type === 'array' ? 'any of ' : ''}${titled.map(({ value, title }) => (title ? `${value} = ${title}` : value)).join(', ')})`
    : type === 'string'
      ? ''
      : ` (${type === 'boolean' ? 'yes or no' : type})`
  const shown = fallback === undefined ? (required ? '' : ' [may be empty]') : ` [${[fallback].flat().join(', ')}]`
  return { name, prompt: label + kind + shown, type, required, fallback, choices: titled?.map(({ value }) => value) }
}

interface Choice {
  readonly value: string
  readonly title?: string
}

/** The choices of a field: `enum` with or without names, or `oneOf`/`anyOf` with titles. */
function choicesIn(schema: JsonObject): readonly Choice[] | undefined {
  if (Array.isArray(schema['enum'])) {
    const titles = Array.isArray(schema['enumNames']) ? schema['enumNames'] : []
    return schema['enum'].map((value, index) => ({
      value: String(value),
      ...(titles[index] !== undefined && { title: String(titles[index]) }),
    }))
  }
  const options = [schema['oneOf'], schema['anyOf']].find(Array.isArray) as readonly Json[] | undefined
  return options?.filter(isJsonObject).map(({ const: value, title }) => ({
    value: String(value),
    ...(title !== undefined && { title: String(title) }),
  }))
}
