import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '../../telemetry/logger.ts'
import type { BodyRead } from '../http/exchange.ts'
import { pathOf } from '../http/paths.ts'
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
  const serveNow = (request: IncomingMessage, response: ServerResponse, read?: BodyRead) => {
    const answer = { cut: () => void response.destroy(), place: 0 }
    mounted.running.add(answer)
    response.once('close', () => mounted.running.remove(answer))
    try {
      mounted.answer(new NodeExchange(request, response, streamBuffer, onCompressed, read))
    } catch (error) {
      failAnswer(response, error, logger)
    }
  }
  const serve = serveInTurn(serveNow)
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
    const verdict = parserVerdict(error, request)
    if (!verdict || response.headersSent || !mounted.serves(prefixOf(request), pathOf(request.url as string)))
      return next(error)
    // Everything else is checked first, as if the parser had not been there.
    serveNow(request, response, verdict.read)
  }
  return Object.assign(handler, { onParserError, close }) as unknown as NodeHandler
}

const compressed =
  'Something in front of Lintel compresses streams of events, and may hold events back. Mount Lintel before it, or leave text/event-stream out of what it compresses.'

/** What `http-errors` and `zlib` say of a body that a parser refused. */
interface ParserError {
  readonly type?: unknown
  /** A number where `zlib` refused. */
  readonly errno?: unknown
  readonly status?: unknown
  readonly limit?: number
  /** The text that is no JSON to the parser. */
  readonly body?: unknown
}

/** What came of a body that a parser refused; without `read`, the parser left it alone. */
function parserVerdict(error: unknown, request: IncomingMessage): { readonly read?: BodyRead } | undefined {
  const { type, errno, status, limit, body } = (error ?? {}) as ParserError
  const unreadable = { read: { refused: 'unreadable' } } as const
  switch (type) {
    case 'entity.too.large':
      return { read: { refused: 'too-large', ...(limit !== undefined && { hostLimit: limit }) } }
    case 'entity.parse.failed':
      return typeof body === 'string' ? { read: { text: body } } : unreadable
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return request.readableDidRead ? unreadable : {}
    case 'request.size.invalid':
      return unreadable
    default:
      return status === 400 && typeof errno === 'number' ? unreadable : undefined
  }
}
