import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Logger } from '../../telemetry/logger.ts'
import type { Exchange } from '../http/exchange.ts'
import type { HttpLimits } from '../http/limits.ts'
import { NodeExchange } from './node-exchange.ts'

export interface NodeListener {
  readonly port: number
  /** Takes no more connections, lets what runs end within the drain time, then closes what is left. */
  close(whenQuiet: () => void): Promise<void>
}

/** Serves an endpoint on a port of its own. Rejects with the system's error where the port cannot be had. */
export async function listenOnNode(
  handle: (exchange: Exchange) => void,
  at: { readonly host: string; readonly port: number },
  limits: HttpLimits,
  logger: Logger,
): Promise<NodeListener> {
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    try {
      handle(new NodeExchange(request, response, limits.streamBuffer))
    } catch (error) {
      logger.error('http.failed', { error })
      if (!response.headersSent) response.writeHead(500, ['Content-Length', '0'])
      response.end()
    }
  }
  const server = createServer(
    {
      maxHeaderSize: limits.headers,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: 1000,
      noDelay: true,
    },
    (request, response) => {
      if (response.socket) serve(request, response)
      else queuePipelined(request, response, () => serve(request, response))
    },
  )
  server.maxHeadersCount = limits.headerCount
  server.maxConnections = limits.connections
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(explain(error, at)))
    server.listen(at.port, at.host, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
  server.on('error', error => logger.error('http.server', { error }))
  return { port: (server.address() as AddressInfo).port, close: whenQuiet => drain(server, limits.drainMs, whenQuiet) }
}

async function drain(server: Server, drainMs: number, closeStreams: () => void): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  closeStreams()
  const timer = setTimeout(() => server.closeAllConnections(), drainMs)
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  await closed
  clearTimeout(timer)
  clearInterval(idle)
}

/** The system's error, with its code, saying what to change. */
function explain(
  error: NodeJS.ErrnoException,
  { host, port }: { readonly host: string; readonly port: number },
): Error {
  if (error.code !== 'EADDRINUSE') return error
  const message = `Port ${port} on ${host} is taken by another process. Stop that one, or listen({ port }) on another; 0 takes a free one.`
  return Object.assign(new Error(message, { cause: error }), { code: error.code })
}

/** Requests of one connection that may wait for the answers before them. One more ends the connection. */
const maxPipelined = 100

const waiting = new WeakMap<Socket, number>()

/**
 * A pipelined request is worked on when the answers before it are written (RFC 9112, section 9.3.2), so that a client
 * that sends many and reads none has one answer held for it, and a bounded number of requests.
 */
function queuePipelined({ socket }: IncomingMessage, response: ServerResponse, serve: () => void): void {
  const queued = (waiting.get(socket) ?? 0) + 1
  if (queued > maxPipelined) {
    socket.destroy()
    return
  }
  waiting.set(socket, queued)
  response.once('socket', () => {
    waiting.set(socket, (waiting.get(socket) ?? 1) - 1)
    serve()
  })
}
