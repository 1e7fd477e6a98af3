import { type Agent, type IncomingMessage, request } from 'node:http'
import type { Json, JsonObject } from '../../src/json.ts'

/** One HTTP request as the comparison sends it, to both sides alike. */
export interface Sent {
  readonly httpMethod: string
  /** `{session}` stands for the session id of the side. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Received {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** The JSON-RPC messages of the answer, as JSON or as a stream of events. */
  readonly messages: readonly Json[]
}

/** After this long an answer counts as missing. */
const longestMs = 20_000

/** Sends one request and reads its answer; of a stream that stays open, up to the message that answers it. */
export function exchange(url: string, sent: Sent, agent: Agent, sessionId = ''): Promise<Received> {
  return new Promise((resolve, reject) => {
    const headers = { ...sent.headers }
    if (headers['mcp-session-id'] === '{session}') headers['mcp-session-id'] = sessionId
    if (sent.body !== '') headers['content-length'] = String(Buffer.byteLength(sent.body))
    const signal = AbortSignal.timeout(longestMs)
    const outgoing = request(url, { method: sent.httpMethod, headers, agent, signal }, incoming => {
      const stream = incoming.headers['content-type']?.startsWith('text/event-stream') ?? false
      let text = ''
      const finish = () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          messages: stream ? readEvents(text) : readJson(text),
        })
      incoming.setEncoding('utf8')
      incoming.on('data', (chunk: string) => {
        text += chunk
        if (!stream || !readEvents(text).some(isFinal)) return
        finish()
        incoming.destroy()
      })
      incoming.on('end', finish)
      // A refusal may close the connection before all of a large body was taken.
      incoming.on('error', finish)
    })
    outgoing.on('error', reject)
    outgoing.end(sent.body)
  })
}

function readJson(text: string): readonly Json[] {
  if (text === '') return []
  try {
    const parsed = JSON.parse(text) as Json
    return Array.isArray(parsed) ? parsed : [parsed]
  } catch {
    return [text]
  }
}

function readEvents(text: string): readonly Json[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .flatMap(event => {
      const data = event
        .split('\n')
        .filter(line => line.startsWith('data:'))
        .map(line => line.slice(5).trim())
        .join('\n')
      return data === '' ? [] : [JSON.parse(data) as Json]
    })
}

/** An acknowledged subscription never ends; every other stream ends by itself. */
function isFinal(message: Json): boolean {
  return (message as JsonObject | null)?.method === 'notifications/subscriptions/acknowledged'
}
