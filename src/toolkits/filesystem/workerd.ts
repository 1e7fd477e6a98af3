import { DefinitionError } from '../../errors.ts'
import type { Toolkit } from '../../primitives/definitions.ts'
import type { FilesystemOptions } from './filesystem.ts'

export type { FilesystemOptions }

/** What stands for the toolkit on Cloudflare Workers, by the condition `workerd` of the package: it says why it cannot be had. */
export function filesystem(_options: FilesystemOptions): Toolkit {
  throw new DefinitionError(
    'filesystem({ roots }): the filesystem toolkit needs a disk and a worker thread, and Cloudflare Workers have neither. ' +
      'Serve it with Node, Bun or Deno, or leave it out here and offer what a Worker can reach (R2, KV, fetch) with server.resource() and server.tool().',
  )
}
