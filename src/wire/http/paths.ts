import { type RpcFailure, rpcFailure } from '../../errors.ts'
import type { Exchange } from './exchange.ts'
import { refuse } from './refuse.ts'

/** The path of a target, without its query and a slash at its end. */
export function pathOf(target: string): string {
  const query = target.indexOf('?')
  const path = query === -1 ? target : target.slice(0, query)
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

/** What is at the paths beside the MCP endpoint. */
export function answerElsewhere(
  exchange: Exchange,
  endpoint: string,
  { isDraining, metrics, downstreams }: PathParts,
  cors: readonly string[],
): void {
  const at = pathOf(exchange.target)
  if (at === '/healthz') return exchange.answer(200, plain, 'ok\n')
  if (at === '/readyz')
    return isDraining()
      ? exchange.answer(503, plain, 'draining\n')
      : exchange.answer(200, plain, describeReadiness(downstreams()))
  if (metrics && at === '/metrics' && exchange.method === 'GET') return exchange.answer(200, exposition, metrics())
  if (at === '/' && exchange.method === 'GET')
    return exchange.answer(200, plain, `This is an MCP server. Connect your client to ${endpoint}\n`)
  const failure: RpcFailure = rpcFailure('NOT_FOUND', { message: `Not found: the MCP endpoint is ${endpoint}` })
  refuse(exchange, failure, cors)
}

interface PathParts {
  readonly isDraining: () => boolean
  readonly metrics: (() => string) | undefined
  readonly downstreams: () => readonly (readonly [name: string, state: string])[]
}

/** A downstream that does not answer makes no server unready: its other tools work. */
function describeReadiness(downstreams: readonly (readonly [name: string, state: string])[]): string {
  const troubled = downstreams.filter(([, state]) => state !== 'closed')
  return ['ready', ...troubled.map(([name, state]) => `downstream ${name} ${state}`), ''].join('\n')
}

const plain = ['Content-Type', 'text/plain; charset=utf-8']

/** Prometheus text-based format 0.0.4. */
const exposition = ['Content-Type', 'text/plain; version=0.0.4; charset=utf-8']
