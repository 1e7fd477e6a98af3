import type { IncomingMessage, ServerResponse } from 'node:http'
import { rpcFailure } from '../../errors.ts'
import type { Logger } from '../../telemetry/logger.ts'
import { pathOf } from '../http/paths.ts'
import { refuse } from '../http/refuse.ts'
import type { NodeHandler } from './mount.ts'
import type { Mounted } from './mounted.ts'
import { failAnswer, NodeExchange, prefixOf } from './node-exchange.ts'
import { serveInTurn } from './pipelining.ts'

export interface NodeHandlerParts {
  readonly mounted: Mounted<NodeExchange>
  readonly streamBuffer: number
  readonly logger: Logger
  readonly close: () => Promise<void>
}

/** A mounted server as a request listener and as middleware. */
export function makeNodeHandler({ mounted, streamBuffer, logger, close }: NodeHandlerParts): NodeHandler {
  let toldOfCompression = false
  const onCompressed = () => {
    if (!toldOfCompression) logger.warn('mount.compressed', { advice: compressed })
    toldOfCompression = true
  }
  const serve = serveInTurn((request, response) => {
    const answer = { cut: () => void response.destroy() }
    mounted.running.add(answer)
    response.once('close', () => mounted.running.remove(answer))
    try {
      mounted.answer(new NodeExchange(request, response, streamBuffer, onCompressed))
    } catch (error) {
      failAnswer(response, error, logger)
    }
  })
  const handler = (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void) => {
    if (next && !mounted.serves(prefixOf(request), pathOf(request.url as string))) return next()
    serve(request, response)
  }
  const onParserError = (
    error: unknown,
    request: IncomingMessage,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ) => {
    const failure = parserFailure(error)
    if (!failure || response.headersSent) return next(error)
    refuse(new NodeExchange(request, response, streamBuffer), failure)
  }
  return Object.assign(handler, { onParserError, close }) as unknown as NodeHandler
}

const compressed =
  'Something in front of Lintel compresses streams of events, and may hold events back. Mount Lintel before it, or leave text/event-stream out of what it compresses.'

/** What `http-errors` says of a body that a parser refused: `type`, `status`, and for sizes the `limit`. */
function parserFailure(error: unknown) {
  const { type, limit } = (error ?? {}) as { readonly type?: unknown; readonly limit?: unknown }
  switch (type) {
    case 'entity.too.large':
      return rpcFailure('BODY_TOO_LARGE', {
        message: `Request body too large: the application's own parser takes at most ${limit} bytes`,
      })
    case 'entity.parse.failed':
    case 'encoding.unsupported':
    case 'charset.unsupported':
    case 'request.size.invalid':
      return rpcFailure('PARSE_ERROR')
    default:
      return undefined
  }
}
