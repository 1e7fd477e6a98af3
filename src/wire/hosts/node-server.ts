import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { longestTimer } from '../../clock.ts'
import type { Logger } from '../../telemetry/logger.ts'
import type { HangUp } from '../hang-up.ts'
import type { HttpLimits } from '../http/limits.ts'
import { failAnswer, NodeExchange, type NodeHost } from './node-exchange.ts'
import { serveInTurn } from './pipelining.ts'

export interface NodeListener {
  readonly port: number
  /** Takes no more connections, lets what runs end within the drain time, then closes what is left. */
  close(whenQuiet: () => void): Promise<void>
}

/** Serves an endpoint on a port of its own. Rejects with the system's error where the port cannot be had. */
export async function listenOnNode(
  handle: (exchange: NodeExchange) => void,
  at: { readonly host: string; readonly port: number },
  limits: HttpLimits,
  logger: Logger,
): Promise<NodeListener> {
  let hangUp: HangUp | undefined
  const onAll: NodeHost = {
    streamBuffer: limits.streamBuffer,
    brokenOff: () => hangUp,
    onFailure: error => logger.error('http.failed', { error }),
  }
  const serve = serveInTurn((request, response) => {
    try {
      handle(new NodeExchange(request, response, onAll))
    } catch (error) {
      failAnswer(response, error, logger)
    }
  })
  // An import would run at the start of a program that is bundled into one file, on hosts without listeners too, and
  // would load everything that the module has getters for, WebSockets and all.
  const { createServer } = process.getBuiltinModule('node:http')
  const server = createServer(
    {
      maxHeaderSize: limits.headers,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: 1000,
      noDelay: true,
    },
    serve,
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
  const cut = () => {
    hangUp = 'closing'
    // Of HTTP/1.1, a connection that is open still has one call under way.
    server.getConnections((_error, calls) => {
      if (calls > 0) logger.warn('drain.cut', { calls, drainMs: limits.drainMs })
    })
    server.closeAllConnections()
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: whenQuiet => drain(server, limits.drainMs, whenQuiet, cut),
  }
}

async function drain(server: Server, drainMs: number, closeStreams: () => void, cut: () => void): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  closeStreams()
  const timer = setTimeout(cut, Math.min(drainMs, longestTimer))
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
