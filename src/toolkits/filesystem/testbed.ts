import assert from 'node:assert/strict'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { type Clock, systemClock } from '../../clock.ts'
import type { Definitions } from '../../primitives/definitions.ts'
import { createServer } from '../../server.ts'
import type { Logger } from '../../telemetry/logger.ts'
import { allowExtensions } from './allow.ts'
import { type Budgets, defaultBudgets } from './budgets.ts'
import { containedBy, openUnfiltered } from './choose-contained.ts'
import type { FilesystemContext } from './context.ts'
import { loadRoots } from './roots.ts'
import { Turns } from './walking/turns.ts'

export interface TestbedSettings {
  readonly extensions?: readonly string[]
  readonly budgets?: Partial<Budgets>
  readonly clock?: Clock
  readonly contain?: typeof containedBy
}

/** What a tool answered, as a client sees it. */
interface Answer {
  readonly text: string
  readonly structured: Record<string, unknown>
  /** The code of an error; undefined where the call succeeded. */
  readonly code: string | undefined
  readonly retryable: boolean | undefined
  readonly data: Record<string, unknown> | undefined
}

/**
 * A real server over a directory with a writable root `root`, a read-only root `frozen`, and `outside`, which no root
 * holds; and a client that is connected to it.
 */
export interface Testbed extends AsyncDisposable {
  readonly base: string
  readonly root: string
  readonly frozen: string
  readonly outside: string
  readonly client: Client
  call(tool: string, args: Record<string, unknown>, options?: { readonly signal?: AbortSignal }): Promise<Answer>
}

export async function openTestbed(
  register: (target: Definitions, context: FilesystemContext) => void,
  settings: TestbedSettings = {},
): Promise<Testbed> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'lintel-files-')))
  const [root, frozen, outside] = ['root', 'frozen', 'outside'].map(name => join(base, name)) as [
    string,
    string,
    string,
  ]
  await Promise.all([root, frozen, outside].map(path => mkdir(path)))
  const roots = loadRoots([root, { path: frozen, readOnly: true }], false)
  const contained = (settings.contain ?? containedBy)(roots, allowExtensions(settings.extensions))
  const budgets = { ...defaultBudgets, ...settings.budgets }
  // Thousands of calls a second and answers of any size: what stands around tools elsewhere is not asked here.
  const practices = { limit: 'off', deadline: 'off', budget: 'off' } as const
  const server = createServer({ name: 'files', version: '1.0.0', logger: silent, practices })
  register(server, {
    contained: () => contained,
    openUnfiltered,
    turns: new Turns(),
    budgets,
    clock: settings.clock ?? systemClock,
    fileTypes: settings.extensions,
  })
  const listening = await server.listen({ port: 0 })
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(new StreamableHTTPClientTransport(new URL(listening.url)))
  return {
    base,
    root,
    frozen,
    outside,
    client,
    async call(name, args, options) {
      return toAnswer(await client.callTool({ name, arguments: args }, options))
    },
    async [Symbol.asyncDispose]() {
      await client.close()
      await listening.close()
      await server.close()
      rmSync(base, { recursive: true, force: true })
    },
  }
}

const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

function toAnswer(answer: Awaited<ReturnType<Client['callTool']>>): Answer {
  const [block] = answer.content
  assert.ok(block?.type === 'text')
  const error = answer._meta?.['lintel/error'] as Pick<Answer, 'code' | 'retryable' | 'data'> | undefined
  return {
    text: block.text,
    structured: (answer.structuredContent ?? {}) as Record<string, unknown>,
    code: error?.code,
    retryable: error?.retryable,
    data: error?.data,
  }
}
