import { once } from 'node:events'
import { connect, constants } from 'node:http2'
import { Readable } from 'node:stream'
import type { TestContext } from 'node:test'
import type { Send } from '../protocol/testbed.ts'
import { plainHeaders } from './plain-headers.ts'

/** `fetch` by HTTP/2, over one connection; `ca` is the certificate of a server that speaks TLS. */
export function http2Client(t: TestContext, origin: string, ca?: string): Send {
  const session = connect(origin, { ...(ca !== undefined && { ca, servername: 'localhost' }) })
  session.on('error', () => {})
  t.after(() => session.destroy())
  return async (url, { method = 'GET', headers, body, signal } = {}) => {
    const { pathname, search } = new URL(url)
    const stream = session.request({ ':method': method, ':path': pathname + search, ...plainHeaders(headers) })
    signal?.addEventListener('abort', () => stream.close(constants.NGHTTP2_CANCEL), { once: true })
    stream.on('error', () => {})
    stream.end(body)
    const [answer] = await Promise.race([once(stream, 'response'), closed(stream)])
    const status = answer[':status'] as number
    const bytes = status === 204 ? null : (Readable.toWeb(stream) as unknown as ReadableStream<Uint8Array>)
    return new Response(bytes, { status, headers: plainHeaders(answer) })
  }
}

async function closed(stream: Readable): Promise<never> {
  await once(stream, 'close')
  throw new Error('The stream was closed before it was answered.')
}
