import type { IncomingMessage, ServerResponse } from 'node:http'
import { type RpcFailure, rpcFailure } from '../../errors.ts'
import type { Logger } from '../../telemetry/logger.ts'
import type { HangUp } from '../hang-up.ts'
import { pathOf } from '../http/paths.ts'
import type { NodeHandler } from './mount.ts'
import type { Mounted } from './mounted.ts'
import { failAnswer, NodeExchange, type NodeHost, prefixOf } from './node-exchange.ts'
import { serveInTurn } from './pipelining.ts'

export interface NodeHandlerParts {
  readonly mounted: Mounted<NodeExchange>
  /** Path of the endpoint below the mount, where it has one. */
  readonly path: string | undefined
  readonly streamBuffer: number
  readonly logger: Logger
  readonly close: () => Promise<void>
}

/** A mounted server as a request listener and as middleware. */
export function makeNodeHandler({ mounted, path, streamBuffer, logger, close }: NodeHandlerParts): NodeHandler {
  let toldOfCompression = false
  const onCompressed = () => {
    if (!toldOfCompression) logger.warn('mount.compressed', { advice: compressed })
    toldOfCompression = true
  }
  let toldOfDoubling = false
  /** A request for the mount itself is left to the application for ever where the mount says its path a second time. */
  const tellDoubled = (prefix: string) => {
    if (toldOfDoubling || path === undefined || path === '/' || !prefix.endsWith(path)) return
    toldOfDoubling = true
    logger.warn('mount.path_doubled', { mountedAt: prefix, path, served: prefix + path, advice: doubled })
  }
  let hangUp: HangUp | undefined
  const { AsyncLocalStorage } = process.getBuiltinModule('node:async_hooks')
  const onAll: NodeHost = {
    streamBuffer,
    brokenOff: () => hangUp,
    onCompressed,
    onFailure: error => logger.error('http.failed', { error }),
    enterContext: () => AsyncLocalStorage.snapshot(),
  }
  const serve = serveInTurn((request, response) => {
    const cut = () => {
      // What is broken off from now on ends with the server.
      hangUp = 'closing'
      response.destroy()
    }
    const answer = { cut, place: 0 }
    mounted.running.add(answer)
    response.once('close', () => mounted.running.remove(answer))
    try {
      mounted.answer(new NodeExchange(request, response, onAll))
    } catch (error) {
      failAnswer(response, error, logger)
    }
  })
  const handler = (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void) => {
    if (next) {
      const [prefix, below] = [prefixOf(request), pathOf(request.url as string)]
      if (!mounted.serves(prefix, below)) {
        if (below === '/') tellDoubled(pathOf(prefix))
        return next()
      }
    }
    serve(request, response)
  }
  const onParserError = (
    error: unknown,
    request: IncomingMessage,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ) => {
    const failure = readParserError(error)
    if (!failure || response.headersSent || !mounted.serves(prefixOf(request), pathOf(request.url as string)))
      return next(error)
    // Express skips the application's own checks after an error: nothing may be served from here.
    mounted.turnAway(new NodeExchange(request, response, onAll), failure)
  }
  return Object.assign(handler, { onParserError, close }) as unknown as NodeHandler
}

const doubled =
  'The application mounts this server at that path already, and path names it again below. Leave path out of handler({ path }).'

const compressed =
  'Something in front of Lintel compresses streams of events, and may hold events back. Mount Lintel before it, or leave text/event-stream out of what it compresses.'

/** What `http-errors` and `zlib` say of a body that a parser refused. */
interface ParserError {
  readonly type?: unknown
  /** A number where `zlib` refused. */
  readonly errno?: unknown
  readonly status?: unknown
  readonly limit?: number
}

/** Why a parser refused a body; undefined where the error is not a parser's. */
function readParserError(error: unknown): RpcFailure | undefined {
  const { type, errno, status, limit } = (error ?? {}) as ParserError
  switch (type) {
    case 'entity.too.large': {
      const bound = limit === undefined ? 'refused it' : `takes at most ${limit} bytes`
      return rpcFailure('BODY_TOO_LARGE', { message: `Request body too large: the application's own parser ${bound}` })
    }
    case 'encoding.unsupported':
      return rpcFailure('UNSUPPORTED_MEDIA_TYPE', { message: `${unsupported} does not read this Content-Encoding` })
    case 'charset.unsupported':
      return rpcFailure('UNSUPPORTED_MEDIA_TYPE', { message: `${unsupported} does not read this charset; send UTF-8` })
    case 'entity.parse.failed':
    case 'request.size.invalid':
      return rpcFailure('PARSE_ERROR')
    default:
      return status === 400 && typeof errno === 'number' ? rpcFailure('PARSE_ERROR') : undefined
  }
}

const unsupported = "Unsupported Media Type: the application's own parser"
