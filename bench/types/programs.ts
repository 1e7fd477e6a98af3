/** Programs with the same zod schemas; each imports them from the package, so that all load the same declarations. */
export interface Programs {
  /** A server with a tool for each. */
  readonly server: Files
  /** Its handlers as plain functions, with types that zod infers: what the same work costs without Lintel. */
  readonly functions: Files
  /** The schemas, declared. Nothing asks for their types, so the compiler infers none. */
  readonly schemas: Files
}

type Files = Readonly<Record<string, string>>

const things = [
  'project',
  'invoice',
  'customer',
  'ticket',
  'deployment',
  'article',
  'booking',
  'shipment',
  'device',
  'report',
  'contract',
  'employee',
  'vehicle',
  'campaign',
  'recipe',
  'payment',
  'meeting',
  'dataset',
  'sensor',
  'warehouse',
]

const deeds = ['create', 'get', 'list', 'update', 'archive', 'search', 'assign', 'export', 'compare', 'estimate']

/** One file for each thing, with a tool for each deed. */
export function makePrograms(count: number): Programs {
  const server: Record<string, string> = {}
  const functions: Record<string, string> = {}
  const schemas: Record<string, string> = {}
  for (const [at, thing] of things.entries()) {
    const numbers = deeds.map((_, deed) => at * deeds.length + deed).filter(number => number < count)
    if (numbers.length === 0) break
    const tools = numbers.map(describeTool)
    server[`${thing}.ts`] = serverFile(tools)
    functions[`${thing}.ts`] = functionsFile(tools)
    schemas[`${thing}.ts`] = schemasFile(tools)
  }
  return { server, functions, schemas }
}

interface Tool {
  readonly name: string
  readonly description: string
  readonly input: string
  readonly names: readonly string[]
  readonly output: string | undefined
  readonly answer: string
}

function serverFile(tools: readonly Tool[]): string {
  const definitions = tools.map(
    tool => `
server.tool('${tool.name}', {
  description: '${tool.description}',
  input: ${tool.input},${tool.output === undefined ? '' : `\n  output: ${tool.output},`}
  readOnly: ${tool.name.length % 2 === 0},
  run: async ({ ${tool.names.join(', ')} }, call) => ${body(tool)},
})
`,
  )
  return `import { createServer, z } from 'lintel'

export const server = createServer({ name: 'office', version: '1.0.0' })
${definitions.join('')}`
}

function functionsFile(tools: readonly Tool[]): string {
  const functions = tools.map(tool => {
    const { name, names, output } = tool
    const returned = output === undefined ? 'string' : `z.input<typeof ${name}_output>`
    return `
export async function ${name}({ ${names.join(', ')} }: z.output<typeof ${name}_input>, call: Call): Promise<${returned}> ${body(tool)}
`
  })
  return schemasFile(tools).replace('{ z }', '{ type Call, z }') + functions.join('')
}

/** A handler reads its arguments and its call, as handlers do. */
function body({ name, names, answer }: Tool): string {
  return `{
    call.log.debug({ tool: '${name}', asked: [${names.join(', ')}].length })
    return ${answer}
  }`
}

function schemasFile(tools: readonly Tool[]): string {
  const schemas = tools.map(
    ({ name, input, output }) =>
      `export const ${name}_input = ${input}\n${output === undefined ? '' : `export const ${name}_output = ${output}\n`}`,
  )
  return `import { z } from 'lintel'\n\n${schemas.join('')}`
}

/** Tool `number`, always the same, and unlike every other. */
function describeTool(number: number): Tool {
  const thing = things[Math.floor(number / deeds.length)]!
  const deed = deeds[number % deeds.length]!
  const asked = pick(number, 3 + (number % 4))
  const told = pick(number + 7, 2 + (number % 3))
  const hasOutput = number % 2 === 0
  const members = (fields: readonly Field[]) =>
    fields.map(field => `${field.name(thing)}: ${field.schema(thing)}`).join(', ')
  return {
    name: `${deed}_${thing}`,
    description: `Use it to ${deed} a ${thing} that is known by its id.`,
    input: `z.object({ ${thing}Id: z.string().min(1).describe('Id of the ${thing}'), ${members(asked)} })`,
    names: [`${thing}Id`, ...asked.map(field => field.name(thing))],
    output: hasOutput
      ? `z.object({ ${thing}Id: z.string(), ${members(told)}, found: z.array(z.object({ id: z.string(), score: z.number() })) })`
      : undefined,
    answer: hasOutput
      ? `{ ${thing}Id, ${told.map(field => `${field.name(thing)}: ${field.value}`).join(', ')}, found: [{ id: ${thing}Id, score: ${number} }] }`
      : `\`${deed} \${${thing}Id}\``,
  }
}

interface Field {
  readonly name: (thing: string) => string
  readonly schema: (thing: string) => string
  readonly value: string
}

const fields: readonly Field[] = [
  {
    name: thing => `${thing}Name`,
    schema: thing => `z.string().min(1).max(200).describe('Name of the ${thing}')`,
    value: "'first'",
  },
  { name: () => 'limit', schema: () => 'z.int().min(1).max(100).default(20)', value: '20' },
  {
    name: thing => `${thing}Status`,
    schema: thing => `z.enum(['new', 'open', '${thing}_closed']).optional()`,
    value: "'new'",
  },
  { name: thing => `${thing}Tags`, schema: () => 'z.array(z.string().max(40)).max(20).default([])', value: "['a']" },
  { name: () => 'dryRun', schema: () => 'z.boolean().default(false)', value: 'true' },
  {
    name: thing => `${thing}Owner`,
    schema: () => "z.object({ id: z.uuid(), email: z.email().optional(), role: z.literal(['reader', 'writer']) })",
    value: "{ id: '8f1c', role: 'reader' }",
  },
  { name: () => 'since', schema: () => "z.iso.date().optional().describe('First day')", value: "'2026-01-01'" },
  {
    name: thing => `${thing}Price`,
    schema: () => "z.object({ amount: z.number().nonnegative(), currency: z.enum(['EUR', 'USD', 'JPY']) }).nullable()",
    value: "{ amount: 1, currency: 'EUR' }",
  },
  {
    name: thing => `${thing}Labels`,
    schema: () => 'z.record(z.string(), z.union([z.string(), z.number()]))',
    value: '{ size: 1 }',
  },
  {
    name: () => 'target',
    schema: thing =>
      `z.discriminatedUnion('kind', [z.object({ kind: z.literal('${thing}'), id: z.string() }), z.object({ kind: z.literal('all') })])`,
    value: "{ kind: 'all' }",
  },
  { name: () => 'cursor', schema: () => 'z.string().nullish()', value: 'null' },
]

/** `count` fields, those that stand together first from place `start`. */
function pick(start: number, count: number): readonly Field[] {
  const step = 1 + (Math.floor(start / fields.length) % 4)
  const chosen = Array.from({ length: count }, (_, at) => fields[(start + at * step) % fields.length]!)
  return [...new Set(chosen)]
}
