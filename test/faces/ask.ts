import { Agent, type IncomingMessage, request } from 'node:http'
import { request as requestSecurely, Agent as SecureAgent } from 'node:https'
import type { Send } from '../protocol/testbed.ts'
import { bytesOf, type FaceRequest } from './face-request.ts'

/** An answer, byte for byte: of a stream that stays open, up to the message after which its client hangs up. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends one request. */
export type Ask = (sent: FaceRequest) => Promise<Answer>

/** After this long an answer counts as missing. */
const longestMs = 20_000

/** What streams that do not end by themselves say before they fall silent. */
const lastWords = /subscriptions\/acknowledged","params":\{"notifications":\{"[^\n]*\n\n|"message":"hanging"[^\n]*\n\n/

/** Asks over HTTP/1.1, with no library between that would change the request. */
export function askOver(url: string): Ask {
  const connections = { keepAlive: true, maxSockets: 4 }
  const isSecure = url.startsWith('https:')
  const agent = isSecure ? new SecureAgent({ ...connections, rejectUnauthorized: false }) : new Agent(connections)
  const send = isSecure ? requestSecurely : request
  return sent =>
    new Promise((resolve, reject) => {
      const bytes = bytesOf(sent)
      const headers = { ...sent.headers, ...framing(sent, bytes) }
      const outgoing = send(
        url,
        { method: sent.httpMethod, headers, agent, signal: AbortSignal.timeout(longestMs) },
        incoming => {
          let text = ''
          const finish = () => resolve({ status: incoming.statusCode ?? 0, headers: headersOf(incoming), body: text })
          incoming.setEncoding('utf8')
          incoming.on('data', (chunk: string) => {
            text += chunk
            if (!lastWords.test(text)) return
            finish()
            incoming.destroy()
          })
          incoming.on('end', finish)
          // A refusal may close the connection before all of a large body was taken.
          incoming.on('error', finish)
        },
      )
      outgoing.on('error', reject)
      if (sent.isChunked && bytes.length > 1) {
        outgoing.write(bytes.subarray(0, bytes.length >> 1))
        outgoing.end(bytes.subarray(bytes.length >> 1))
      } else outgoing.end(bytes)
    })
}

/** Asks by a function of the shape of `fetch`; one of HTTP/2 takes a body in one piece, and knows no coding for pieces. */
export function askBy(send: Send, url: string, isHttp2 = false): Ask {
  return async sent => {
    const bytes = bytesOf(sent)
    const hasBody = sent.httpMethod === 'POST'
    const hangUp = new AbortController()
    const response = await send(url, {
      method: sent.httpMethod,
      headers: isHttp2 ? asHttp2(sent) : { ...sent.headers, ...framing(sent, bytes) },
      signal: hangUp.signal,
      ...(hasBody && {
        body: sent.isChunked && !isHttp2 ? new Blob([bytes as Uint8Array<ArrayBuffer>]).stream() : bytes,
        duplex: 'half',
      }),
    } as RequestInit)
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      if (lastWords.test(text)) break
    }
    hangUp.abort()
    return { status: response.status, headers: Object.fromEntries(response.headers), body: text }
  }
}

/** How the length of a body is told. */
function framing({ httpMethod, isChunked }: FaceRequest, bytes: Uint8Array): Readonly<Record<string, string>> {
  if (httpMethod !== 'POST') return {}
  return isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(bytes.length) }
}

/** No space around a value (RFC 9113, section 8.2.1), and frames tell where a body ends. */
function asHttp2({ headers }: FaceRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.trim()]))
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
