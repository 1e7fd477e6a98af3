import type { Config } from '../config/schema.ts'
import type { ServerOptions } from '../server-options.ts'
import type { FilesystemOptions } from '../toolkits/filesystem/index.ts'

const dayMs = 86_400_000

type Limits = Required<NonNullable<ServerOptions['limits']>>

/** The bounds of a server, by the names that the code gives them. What is served from here has no sign-in of an application's. */
export function limitsOf({ limits, sessions }: Config): Omit<Limits, 'signInMs'> {
  return {
    body: limits.body,
    depth: limits.depth,
    batch: limits.batch,
    headers: limits.headers,
    headerCount: limits.headerCount,
    headersMs: limits.headersTime,
    requestMs: limits.requestTime,
    keepAliveMs: limits.keepAlive,
    connections: limits.connections,
    calls: limits.calls,
    streamBuffer: limits.streamBuffer,
    pingMs: limits.ping,
    drainMs: limits.drain,
    sessions: {
      idleMs: sessions.idle,
      max: sessions.max,
      events: sessions.events,
      characters: sessions.characters,
    },
  }
}

type FileBudgets = NonNullable<Config['toolkits']['filesystem']>['budgets']

/** The budgets of the file tools, by the names that the code gives them. */
export function budgetsOf(budgets: FileBudgets): Required<NonNullable<FilesystemOptions['budgets']>> {
  const { text, media, file, walk, copy, trash, ...same } = budgets
  return {
    ...same,
    textBytes: text,
    mediaBytes: media,
    fileBytes: file,
    walkMs: walk,
    copyBytes: copy,
    trashDays: trash / dayMs,
  }
}
