import type { FastifyPluginAsync, FastifyReply, FastifyRequest, preParsingHookHandler } from 'fastify'
import { checkMembers } from './check-members.ts'
import { DefinitionError } from './errors.ts'
import type { Server } from './server.ts'
import { checkMount } from './wire/hosts/check-mount.ts'
import type { MountOptions } from './wire/hosts/mount.ts'
import { readAs } from './wire/hosts/node-exchange.ts'
import { wellKnown } from './wire/http/resource-metadata.ts'

/** How a server is mounted in a Fastify application; a `prefix` of `register` goes before the path. */
export interface McpPluginOptions extends MountOptions<FastifyRequest> {
  readonly server: Server
  /** Path of the MCP endpoint. Default /mcp. */
  readonly path?: string
}

/**
 * Serves a server within Fastify: `app.register(mcp, { server })`. The application's hooks run first, and headers that they
 * set go with the answer; Fastify's own body parsers do not. Closing the application drains what is mounted.
 */
export const mcp: FastifyPluginAsync<McpPluginOptions> = async (app, options) => {
  checkMembers('mcp', options, members)
  const { server, path = '/mcp', principal, publicUrl, allowedHosts, allowedOrigins, authorizationServers } = options
  if (typeof server?.handler !== 'function')
    throw new DefinitionError('mcp: server is what createServer made: app.register(mcp, { server }).')
  const places = {
    ...(publicUrl !== undefined && { publicUrl }),
    ...(allowedHosts && { allowedHosts }),
    ...(allowedOrigins && { allowedOrigins }),
    ...(authorizationServers && { authorizationServers }),
  }
  checkMount('mcp', { ...places, path, ...(principal && { principal }) })
  const requests = new WeakMap<object, FastifyRequest>()
  const handler = server.handler<object>({
    ...(principal && { principal: raw => principal(requests.get(raw) as FastifyRequest) }),
    ...places,
  })
  const serve = (request: FastifyRequest, reply: FastifyReply): void => {
    requests.set(request.raw, request)
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value)
    handler(request.raw, reply.raw)
  }

  app.removeAllContentTypeParsers()
  // The body stays unread until it is known who asks.
  app.addContentTypeParser('*', (_request, _body, done) => done(null))
  // Hooks of each route come last, and ours after those that the application adds to every route.
  app.addHook('onRoute', route => {
    route.preParsing = [route.preParsing ?? [], keepBody].flat()
  })
  app.setErrorHandler<Error & { readonly code?: string }>((error, request, reply) => {
    if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') serve(request, reply)
    else reply.send(error)
  })
  app.addHook('preClose', () => handler.close())
  app.all(path, serve)
  if (!authorizationServers) return
  const bare = path === '/' ? '' : path
  app.all(`${bare}${wellKnown}`, serve)
  // A prefix keeps the root of the application out of reach.
  if (app.prefix === '' && bare !== '') app.all(`${wellKnown}${bare}`, serve)
}

/**
 * Keeps the body as the application's hooks read it. Whether it can be read is of interest once it is read: until then,
 * and where it never is, an error that nobody hears would end the process.
 */
const keepBody: preParsingHookHandler = ({ raw }, _reply, body, done) => {
  if (body !== raw) {
    body.on('error', () => {})
    Object.assign(raw, { [readAs]: body })
  }
  done(null, body)
}

/** The last ones are Fastify's own. */
const members: readonly (keyof McpPluginOptions | 'prefix' | 'logLevel' | 'logSerializers')[] = [
  'server',
  'path',
  'principal',
  'publicUrl',
  'allowedHosts',
  'allowedOrigins',
  'authorizationServers',
  'prefix',
  'logLevel',
  'logSerializers',
]
