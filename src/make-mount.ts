import { type HttpParts, serveHttp } from './serve-http.ts'
import { checkMount } from './wire/hosts/check-mount.ts'
import type { MountOptions } from './wire/hosts/mount.ts'
import { Mounted } from './wire/hosts/mounted.ts'
import { admitBy, admitThisMachine } from './wire/http/admission.ts'
import { makeOriginPolicy } from './wire/http/check-origin.ts'
import { checkLiteralPath } from './wire/http/check-places.ts'
import { comparePath } from './wire/http/compare-path.ts'
import type { Exchange } from './wire/http/exchange.ts'
import { makeResourceMetadata } from './wire/http/resource-metadata.ts'

/**
 * Puts a server behind the door of an application that listens by itself: who may call, by which names, and where to sign
 * in. `owner` is the member that the author called, `identify` asks the application who sent a request.
 */
export function makeMount<X extends Exchange>(
  http: HttpParts,
  open: () => Promise<void>,
  owner: string,
  options: MountOptions<never>,
  identify: (exchange: X) => unknown,
): Mounted<X> {
  checkMount(owner, options)
  if (options.path !== undefined) checkLiteralPath(owner, options.path)
  const { path, principal, publicUrl, authorizationServers } = options
  const { limits, clock, service } = http
  const { logger } = service
  const metadata =
    authorizationServers && publicUrl !== undefined
      ? makeResourceMetadata(new URL(publicUrl), authorizationServers, path)
      : undefined
  const admit = principal
    ? admitBy(identify, { logger, clock, signInMs: limits.signInMs, challenge: metadata?.challenge })
    : admitThisMachine
  const side = serveHttp<X>(http, {
    path,
    policy: makeOriginPolicy({ host: 'localhost', ...options }),
    admit: publicUrl === undefined ? admit : comparePath(admit, new URL(publicUrl), logger),
    metadata,
  })
  return new Mounted({ side, open, limits, logger, clock })
}
