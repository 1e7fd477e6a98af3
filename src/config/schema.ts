import * as z from 'zod'
import { durationHint, parseDuration } from '../duration.ts'
import { practicesSchema } from './practices.ts'
import { settingNotes } from './settings.ts'
import { parseSize, sizeHint } from './size.ts'

const text = (description: string) => z.string().trim().min(1, 'is empty').describe(description)
const flag = (byDefault: boolean, description: string) => z.boolean().default(byDefault).describe(description)
const count = (byDefault: number, description: string) =>
  z.int().min(1).max(100_000_000).default(byDefault).describe(description)

const duration = (byDefault: string, description: string) =>
  noted(
    z.string().transform((written, context) => {
      const parsed = parseDuration(written)
      if (parsed !== undefined) return parsed
      context.issues.push({ code: 'custom', message: 'is not a duration', input: written })
      return z.NEVER
    }),
    { hint: durationHint },
  )
    .prefault(byDefault)
    .describe(`${description} A number and a unit: '30s', '5 minutes', '2 hours'.`)

const size = (byDefault: string, description: string) =>
  noted(
    z.string().transform((written, context) => {
      const parsed = parseSize(written)
      if (parsed !== undefined && parsed > 0) return parsed
      context.issues.push({ code: 'custom', message: 'is not a size', input: written })
      return z.NEVER
    }),
    { hint: sizeHint },
  )
    .prefault(byDefault)
    .describe(`${description} A number and a unit: '512 KiB', '4 MiB'.`)

const path = (description: string) => noted(text(description), { isPath: true })

const origin = noted(z.string().refine(isOrigin, 'is not an origin').describe('scheme://host[:port], without a path'), {
  hint: "write scheme, host and port alone, such as 'https://app.example' or 'http://localhost:5173'",
})

const hostName = noted(
  z
    .string()
    .regex(/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/i, 'is not a host name')
    .describe('A host name, without a port.'),
  { hint: "write a host name without scheme, port or path, such as 'files.example'" },
)

const reachable = noted(
  z
    .string()
    .regex(/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i, 'is not a host, or a host and a port')
    .describe('A host name or address, with or without a port.'),
  { hint: "write a host as it stands in the address, such as 'billing.internal' or '127.0.0.1:9000'" },
)

const root = z.union([
  path('A folder that the tools may use.'),
  z.strictObject({
    path: path('A folder that the tools may use.'),
    readOnly: flag(false, 'Refuse every change below this folder.'),
    optional: flag(false, 'Start even though the folder does not exist, and leave it out.'),
  }),
])

const budgets = z.strictObject({
  text: size('100 kB', 'File text in one answer.'),
  entries: count(1_000, 'Names, matches or files in one answer.'),
  media: size('5 MB', 'The largest image, sound or other binary that is sent.'),
  file: size('10 MB', 'The largest file that a tool holds in memory, to edit it or to name its contents.'),
  walk: duration('5s', 'How long one search, tree or grep runs before it answers with what it has and a cursor.'),
  depth: count(100, 'Levels of folders that a walk goes down.'),
  files: count(100, 'Files that one call may name.'),
  treeEntries: count(10_000, 'Entries that one call may copy or remove for good.'),
  copy: size('1 GB', 'What one call may copy.'),
  trashEntries: count(1_000, 'Deleted entries that a folder keeps in its trash; the oldest go first.'),
  trash: duration('30 days', 'How long the trash keeps an entry.'),
  watchers: count(100, 'Files and folders that are watched at the same time.'),
})

const filesystem = z.strictObject({
  roots: z
    .array(root)
    .min(1, 'names no folder')
    .describe('The folders that the tools may use; nothing outside them is ever touched. Relative to this file.'),
  readOnly: flag(false, 'Offer only tools that change nothing.'),
  allow: z
    .array(
      noted(z.string().regex(/^(?:\.[^./\\]+)?$/, 'is not a file name extension'), {
        hint: "write the extension with its dot, such as '.md', or '' for names without one",
      }),
    )
    .optional()
    .describe("File name extensions that may be opened or made, such as ['.md', '.txt']. Default: every file."),
  budgets: budgets.prefault({}).describe('How much one call may read, answer or write.'),
  clientRoots: flag(true, "Narrow the folders to those that the client names as its own ('roots')."),
})

/** Everything that `lintel.yaml` may hold. Each setting has a description: `lintel config schema` shows them in editors. */
export const configSchema = z.strictObject({
  server: z
    .strictObject({
      name: text('The name that clients see, such as files-and-memory.'),
      version: noted(text('The version that clients see.'), { hint: "write it as text, in quotes: '1.0'" }),
      title: text('A name for people.').optional(),
      instructions: text('What an agent should know before it uses the tools.').optional(),
      profile: z
        .enum(['auto', 'standard', 'expanded', 'plain-root', 'gemini'])
        .default('auto')
        .describe(
          'How input schemas are written for clients that cannot read all of JSON Schema. auto goes by their names.',
        ),
    })
    .describe('What the server says of itself.'),
  listen: z
    .strictObject({
      host: text('The address to listen on. 127.0.0.1 is this machine alone.').default('127.0.0.1'),
      port: noted(z.int().min(0).max(65_535), { hint: 'write a port from 0 to 65535; 0 takes a free one' })
        .default(7400)
        .describe('The TCP port; 0 takes a free one.'),
      path: z
        .string()
        .regex(/^\/[\w\-./~]*$/, "does not start with '/', or holds a character that a path may not")
        .default('/mcp')
        .describe('The path of the MCP endpoint.'),
      publicUrl: noted(z.url({ protocol: /^https?$/, error: 'is not an http or https URL' }), {
        hint: "write the whole URL, such as 'https://files.example'",
      })
        .optional()
        .describe('The URL that clients use, where a proxy stands in front. Default: from host and port.'),
      allowedHosts: z
        .array(hostName)
        .optional()
        .describe('Host names that requests may be sent to, besides this machine and publicUrl.'),
      allowedOrigins: z
        .array(origin)
        .optional()
        .describe('Origins of web pages that may send requests, besides this machine and publicUrl.'),
    })
    .prefault({})
    .describe('Where clients reach the server.'),
  auth: noted(z.literal('none', { error: 'asks for sign-in, which is not available yet in this version of Lintel' }), {
    hint: 'write `auth: none`; the server then listens on this machine alone',
  })
    .default('none')
    .describe('Who may call. Only `none` yet: everyone who reaches the address, which therefore must be loopback.'),
  sessions: z
    .strictObject({
      enabled: flag(true, 'Give clients of revision 2025-11-25 and older a session.'),
      idle: duration('30 minutes', 'How long a session that nobody uses is kept.'),
      max: count(10_000, 'Sessions at the same time.'),
      events: count(256, 'Messages that one session keeps for a client that reconnects.'),
      characters: count(1_048_576, 'Characters of the messages that one session keeps.'),
    })
    .prefault({})
    .describe('Conversations with clients of revision 2025-11-25 and older.'),
  limits: z
    .strictObject({
      body: size('4 MiB', 'The largest request body.'),
      depth: z.int().min(4).max(1000).default(64).describe('How deep JSON may be nested.'),
      batch: count(100, 'Messages in one batch (revision 2025-03-26).'),
      headers: size('16 KiB', 'All headers of a request together.'),
      headerCount: count(100, 'Headers of a request.'),
      headersTime: duration('10s', 'How long the headers may take to arrive.'),
      requestTime: duration('30s', 'How long the whole request may take to arrive.'),
      keepAlive: duration('65s', 'How long an idle connection is kept.'),
      connections: count(10_000, 'Connections at the same time.'),
      calls: count(1_000, 'Calls at the same time, of everything that the server offers; as many may wait a second.'),
      streamBuffer: size('4 MiB', 'What may wait for a client that reads its stream slowly.'),
      ping: duration('15s', 'How often a quiet stream shows that it is alive.'),
      drain: duration('10s', 'How long running calls get to finish when the server stops.'),
    })
    .prefault({})
    .describe('What one request may cost.'),
  practices: noted(practicesSchema, {
    hint: "write a section of settings, such as { limit: 300/minute }, or one mode for all: 'enforce', 'report' or 'off'",
  }),
  outbound: z
    .strictObject({
      allow: z
        .array(reachable)
        .default([])
        .describe('Hosts that tools may reach although their addresses are not public, such as billing.internal.'),
      timeout: duration('30s', 'How long one exchange may take, redirects and body included.'),
      body: size('10 MiB', 'The largest answer, unpacked.'),
      connections: count(32, 'Connections to one origin at the same time.'),
    })
    .prefault({})
    .describe('How tools reach other systems with call.fetch.'),
  sse: flag(false, 'Serve the deprecated HTTP+SSE transport (revision 2024-11-05) as well, at /sse and /messages.'),
  log: z
    .strictObject({
      level: z
        .enum(['debug', 'info', 'warn', 'error'])
        .default('info')
        .describe(
          'The least important messages and records that are written to standard error. A file has every record.',
        ),
      format: z
        .enum(['auto', 'text', 'json'])
        .default('auto')
        .describe('Lines for people, or JSON lines. auto: for people at a terminal, else JSON.'),
      calls: z
        .enum(['stderr', 'file', 'off'])
        .default('stderr')
        .describe('Where the record of each call goes: one line, never arguments or results.'),
      file: path('The file that records of calls are appended to, where calls is file.').default('.lintel/calls.jsonl'),
    })
    .prefault({})
    .describe("The operator's log."),
  toolkits: z
    .strictObject({
      filesystem: filesystem.optional().describe('Tools to read, search and edit files below some folders.'),
    })
    .prefault({})
    .describe('What the server offers.'),
})

/** The configuration as the program uses it: durations in milliseconds, sizes in bytes, paths absolute. */
export type Config = z.output<typeof configSchema>

function noted<S extends z.ZodType>(schema: S, notes: { readonly hint?: string; readonly isPath?: true }): S {
  settingNotes.add(schema, notes)
  return schema
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value.toLowerCase()
}
