import type { Agent } from 'node:http'
import { handshake } from './drafts.ts'
import { exchange } from './exchange.ts'

const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }

/** Shakes hands as a client of 2025-11-25 and returns the session id. */
export async function openSession(url: string, agent: Agent): Promise<string> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 'handshake', method: 'initialize', params: handshake })
  const answer = await exchange(url, { httpMethod: 'POST', headers, body }, agent)
  const sessionId = answer.headers['mcp-session-id']
  if (typeof sessionId !== 'string') throw new Error(`initialize was answered ${answer.status} without a session id.`)
  const initialized = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })
  const inSession = { ...headers, 'mcp-session-id': sessionId }
  await exchange(url, { httpMethod: 'POST', headers: inSession, body: initialized }, agent)
  return sessionId
}
