import { Agent, request } from 'node:https'
import { Readable } from 'node:stream'
import type { TestContext } from 'node:test'
import type { Send } from '../protocol/testbed.ts'
import { plainHeaders } from './plain-headers.ts'

/** `fetch` by HTTP/1.1 over TLS, from a server whose certificate is `ca`. */
export function httpsClient(t: TestContext, ca: string): Send {
  const agent = new Agent({ keepAlive: true, ca, servername: 'localhost' })
  t.after(() => agent.destroy())
  return (url, { method = 'GET', headers, body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const options = { agent, method, headers: plainHeaders(headers), ...(signal && { signal }) }
      const sent = request(url, options, answer => {
        // A reader that hung up has no use for the error of it.
        answer.on('error', () => {})
        const status = answer.statusCode as number
        const bytes = status === 204 ? null : (Readable.toWeb(answer) as unknown as ReadableStream<Uint8Array>)
        resolve(new Response(bytes, { status, headers: plainHeaders(answer.headers) }))
      })
      sent.on('error', reject)
      sent.end(body)
    })
}
