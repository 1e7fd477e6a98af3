import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerEcho, type Message } from './echo-answer.ts'

/** The least that a request listener in JavaScript can do for the same answer: read the body, parse it, answer. */
export function serveEcho(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => sendEcho(JSON.parse(Buffer.concat(chunks).toString()) as Message, response))
}

/** Answers a body that is parsed already. */
export function sendEcho(message: Message, response: ServerResponse): void {
  const answer = answerEcho(message)
  if (answer === undefined) {
    response.writeHead(404).end()
    return
  }
  const text = JSON.stringify(answer)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
}
