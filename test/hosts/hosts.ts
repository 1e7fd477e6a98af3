import { createServer } from 'node:http'
import { createServer as createHttp2Server, createSecureServer } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import type { TestContext } from 'node:test'
import { serve as serveHono } from '@hono/node-server'
import connect from 'connect'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { mcp } from '../../src/fastify.ts'
import type { NodeHandler, Server } from '../../src/index.ts'
import type { Send } from '../protocol/testbed.ts'
import { makeCertificate } from './certificate.ts'
import { http2Client } from './http2-client.ts'
import { httpsClient } from './https-client.ts'
import { portOf } from './port-of.ts'
import { type SignIn, signInFetch, signInNode } from './sign-in.ts'

/** What a server is mounted in, at /mcp. Of an application, /other answers `elsewhere`. */
export interface Host {
  readonly name: string
  /** An application has routes of its own, and a life after the server's. */
  readonly isApplication: boolean
  /** Connections reach it: it is no function call. */
  readonly hasConnections: boolean
  start(t: TestContext, server: Server, signIn?: SignIn): Promise<Started>
}

export interface Started {
  readonly url: string
  readonly send: Send
}

const http = { isApplication: true, hasConnections: true }

export const hosts: readonly Host[] = [
  {
    name: 'listen',
    isApplication: false,
    hasConnections: true,
    async start(t, server) {
      const { url } = await server.listen({ port: 0 })
      t.after(() => server.close())
      return { url, send: fetch }
    },
  },
  {
    name: 'node:http',
    ...http,
    start: async (t, server, signIn) => reached(await portOf(t, createServer(besideOther(server, signIn)))),
  },
  {
    name: 'node:https',
    ...http,
    async start(t, server, signIn) {
      const certificate = makeCertificate()
      const port = await portOf(t, createHttpsServer(certificate, besideOther(server, signIn)))
      return reached(port, 'https', httpsClient(t, certificate.cert))
    },
  },
  {
    name: 'node:http2 over TLS',
    ...http,
    async start(t, server, signIn) {
      const certificate = makeCertificate()
      const port = await portOf(
        t,
        createSecureServer({ ...certificate, allowHTTP1: true }, besideOther(server, signIn)),
      )
      return reached(port, 'https', http2Client(t, `https://127.0.0.1:${port}`, certificate.cert))
    },
  },
  {
    name: 'node:http2 over TLS, spoken to by HTTP/1.1',
    ...http,
    async start(t, server, signIn) {
      const certificate = makeCertificate()
      const port = await portOf(
        t,
        createSecureServer({ ...certificate, allowHTTP1: true }, besideOther(server, signIn)),
      )
      return reached(port, 'https', httpsClient(t, certificate.cert))
    },
  },
  {
    name: 'node:http2 in the clear',
    ...http,
    async start(t, server, signIn) {
      const port = await portOf(t, createHttp2Server(besideOther(server, signIn)))
      return reached(port, 'http', http2Client(t, `http://127.0.0.1:${port}`))
    },
  },
  {
    name: 'Express',
    ...http,
    async start(t, server, signIn) {
      const app = quietExpress()
      app.use('/mcp', server.handler(signInNode(signIn)))
      app.get('/other', (_request, response) => void response.send('elsewhere'))
      return reached(await portOf(t, createServer(app)))
    },
  },
  {
    name: 'Express behind express.json()',
    ...http,
    async start(t, server, signIn) {
      const app = quietExpress()
      const handler = server.handler(signInNode(signIn))
      app.use(express.json())
      app.use('/mcp', handler, handler.onParserError)
      app.get('/other', (_request, response) => void response.send('elsewhere'))
      return reached(await portOf(t, createServer(app)))
    },
  },
  {
    name: 'Connect',
    ...http,
    async start(t, server, signIn) {
      const app = connect()
      app.use('/mcp', server.handler(signInNode(signIn)))
      app.use('/other', (_request, response) => void response.end('elsewhere'))
      return reached(await portOf(t, createServer(app)))
    },
  },
  {
    name: 'Koa',
    ...http,
    async start(t, server, signIn) {
      const app = new Koa()
      // It writes what clients break off to the standard error.
      app.silent = true
      const handler = server.handler(signInNode(signIn))
      app.use(context => {
        if (context.path !== '/mcp') {
          context.body = 'elsewhere'
          return
        }
        context.respond = false
        handler(context.req, context.res)
      })
      return reached(await portOf(t, createServer(app.callback())))
    },
  },
  {
    name: 'Fastify',
    ...http,
    async start(t, server, signIn) {
      const app = fastify()
      app.register(mcp, {
        server,
        ...(signIn && { principal: request => signIn(request.headers.authorization) }),
      })
      app.get('/other', async () => 'elsewhere')
      const origin = await app.listen({ port: 0, host: '127.0.0.1' })
      t.after(() => app.close())
      return { url: `${origin}/mcp`, send: fetch }
    },
  },
  {
    name: 'Hono on Node',
    ...http,
    async start(t, server, signIn) {
      const app = new Hono()
      const handler = server.fetchHandler(signInFetch(signIn))
      app.all('/mcp', context => handler(context.req.raw, context.env))
      app.get('/other', context => context.text('elsewhere'))
      const listening = serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
      return reached(await portOf(t, listening as ReturnType<typeof createServer>))
    },
  },
  {
    name: 'fetch',
    isApplication: false,
    hasConnections: false,
    async start(t, server, signIn) {
      const handler = server.fetchHandler(signInFetch(signIn))
      t.after(() => handler.close())
      const peer = { remoteAddr: { hostname: '127.0.0.1' } }
      return { url: 'http://localhost/mcp', send: (url, init) => handler(new Request(url, init), peer) }
    },
  },
]

/** Express writes what clients break off to the standard error, unless it is told that this is a test. */
function quietExpress(): express.Express {
  return express().set('env', 'test')
}

function reached(port: number, scheme = 'http', send: Send = fetch): Started {
  return { url: `${scheme}://127.0.0.1:${port}/mcp`, send }
}

/** A request listener that serves the server at its path, and everything else by itself. */
function besideOther(server: Server, signIn: SignIn | undefined) {
  const handler = server.handler({ ...signInNode(signIn), path: '/mcp' })
  return (request: Parameters<NodeHandler>[0], response: Parameters<NodeHandler>[1]) =>
    handler(request, response, () => void (response as { end(text?: string): unknown }).end('elsewhere'))
}
