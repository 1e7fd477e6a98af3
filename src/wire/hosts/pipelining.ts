import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Requests of one connection that may wait for the answers before them. One more ends the connection. */
const maxPipelined = 100

const waiting = new WeakMap<Socket, number>()

/**
 * A pipelined request is worked on when the answers before it are written (RFC 9112, section 9.3.2), so that a client
 * that sends many and reads none has one answer held for it, and a bounded number of requests.
 */
export function serveInTurn(serve: RequestListener): RequestListener {
  return (request, response) => {
    if (response.socket) serve(request, response)
    else queuePipelined(request, response, () => serve(request, response))
  }
}

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
