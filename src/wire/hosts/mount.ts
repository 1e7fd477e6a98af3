import type { PrincipalClaim } from '../../identity/principal.ts'
import type { MaybePromise } from '../../maybe-promise.ts'

/** How a server is mounted in an application that is there already. */
export interface MountOptions<R> {
  /**
   * The application's own sign-in: who sent this request, or undefined where nobody signed in, which is answered with 401.
   * What it throws is answered the same way, and logged. `host` is what else the host called with.
   *
   * Default: nobody has to sign in, and only requests from this machine are served.
   */
  readonly principal?: (request: R, ...host: readonly unknown[]) => MaybePromise<PrincipalClaim | undefined | null>
  /** Path of the MCP endpoint below the mount; other paths are left to the application. Default: every path that it routes here. */
  readonly path?: string
  /** Address of the MCP endpoint as clients reach it; its host is allowed. */
  readonly publicUrl?: string
  /** Host names beside loopback and that of `publicUrl` that requests may name. */
  readonly allowedHosts?: readonly string[]
  /** Origins of web pages that may call, such as `https://app.example`. */
  readonly allowedOrigins?: readonly string[]
  /**
   * Issuers of the tokens that `principal` accepts, such as `https://idp.example`: clients that are refused are told of
   * them (RFC 9728). Needs `principal` and `publicUrl`.
   */
  readonly authorizationServers?: readonly string[]
}

/** What is needed of a request of `node:http`, `node:http2`, or a framework on them. */
export interface NodeRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: { readonly [name: string]: string | string[] | undefined }
  readonly socket: { readonly remoteAddress?: string | undefined }
}

export interface NodeResponse {
  readonly headersSent: boolean
  end(): unknown
}

/** A request listener of `node:http`, and middleware of Express and Connect. */
export interface NodeHandler {
  (request: NodeRequest, response: NodeResponse, next?: (error?: unknown) => void): void
  /**
   * Error middleware of Express and Connect: refuses in JSON-RPC what the application's own body parser refused before this
   * server saw it, and passes every other error on. It serves nothing and asks no `principal`: after an error, Express
   * skips what else of the application looks at requests.
   */
  readonly onParserError: (
    error: unknown,
    request: NodeRequest,
    response: NodeResponse,
    next: (error?: unknown) => void,
  ) => void
  /** Lets running calls finish and ends streams; the host goes on. New requests are answered 503. */
  close(): Promise<void>
}

/** A handler of hosts that speak `fetch`; `host` is what else the host called with. */
export interface FetchHandler {
  (request: Request, ...host: readonly unknown[]): Promise<Response>
  /** Lets running calls finish and ends streams; the host goes on. New requests are answered 503. */
  close(): Promise<void>
}
