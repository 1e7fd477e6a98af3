import type { Contender } from './contenders.ts'
import { findBun } from './measure/find-bun.ts'

/** A host with the least echo of its own, and with Lintel in its place. */
export interface HostPair {
  readonly name: string
  readonly bare: Contender
  readonly mounted: Contender
}

/** What every mount is held against: Lintel's own server over the floor. */
export const ownServer = 'node:http, its own server'

const bun = findBun()

export const hosts: readonly HostPair[] = [
  pair(ownServer, { file: 'floor.ts' }, { file: 'lintel.ts' }),
  pair('node:http, mounted', { file: 'floor.ts' }, { file: 'mounted.ts' }),
  pair('Express', { file: 'express.ts' }, { file: 'express.ts', flags: ['--lintel'] }),
  pair(
    'Express, express.json()',
    { file: 'express.ts', flags: ['--json'] },
    { file: 'express.ts', flags: ['--json', '--lintel'] },
  ),
  pair('Hono on Node', { file: 'hono.ts' }, { file: 'hono.ts', flags: ['--lintel'] }),
  ...(bun === undefined
    ? []
    : [pair('Bun', { file: 'bun.ts', runtime: bun }, { file: 'bun.ts', flags: ['--lintel'], runtime: bun })]),
]

type Program = Pick<Contender, 'file' | 'runtime'> & { readonly flags?: readonly string[] }

function pair(name: string, bare: Program, mounted: Program): HostPair {
  return {
    name,
    bare: { flags: [], ...bare, name: `${name}, bare`, kind: 'floor', dialect: '2026' },
    mounted: { flags: [], ...mounted, name: `${name}, Lintel`, kind: 'lintel', dialect: '2026' },
  }
}
