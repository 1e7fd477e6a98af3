import type { Exchange } from './exchange.ts'

const methods = 'GET, POST, DELETE, OPTIONS'
const requestHeaders =
  'Content-Type, Accept, Authorization, Last-Event-ID, Mcp-Session-Id, MCP-Protocol-Version, Mcp-Method, Mcp-Name'
const exposedHeaders = 'Mcp-Session-Id, WWW-Authenticate, Retry-After'

/** Headers that let a page of an allowed origin read the answer. */
export function corsHeaders(origin: string | undefined): readonly string[] {
  if (origin === undefined) return none
  return ['Access-Control-Allow-Origin', origin, 'Vary', 'Origin', 'Access-Control-Expose-Headers', exposedHeaders]
}

const none: readonly string[] = []

/** Answers the preflight of an allowed origin. `Mcp-Param-*` headers depend on the tool, so those asked for are allowed. */
export function answerPreflight(exchange: Exchange, origin: string | undefined): void {
  const asked = (exchange.header('access-control-request-headers') ?? '')
    .split(',')
    .map(name => name.trim().toLowerCase())
  const params = asked.filter(name => /^mcp-param-[!#$%&'*+\-.^_`|~0-9a-z]+$/.test(name))
  exchange.answer(
    204,
    [
      ...corsHeaders(origin),
      'Access-Control-Allow-Methods',
      methods,
      'Access-Control-Allow-Headers',
      [requestHeaders, ...params].join(', '),
      'Access-Control-Max-Age',
      '600',
    ],
    '',
  )
}
