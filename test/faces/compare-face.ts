import fc from 'fast-check'
import { legacyDraft, modernDraft } from '../differential/drafts.ts'
import { write } from '../differential/requests.ts'
import { seldom } from '../differential/seldom.ts'
import { type Ask, askOver } from './ask.ts'
import { Comparison } from './comparison.ts'
import { type FaceRequest, type Leg, requestsOf } from './face-request.ts'
import { openFaceSession } from './open-face-session.ts'

export interface FaceOptions {
  /** What the face is called in differences. Default: its address. */
  readonly name?: string
  /** Default: those of 2026-07-28. */
  readonly leg?: Leg
  /** Requests for each seed. Default 400. */
  readonly runs?: number
  /** Whether calls are told that their client is gone. Default true. */
  readonly tellsOfLeaving?: boolean
  /** Requests that the generators meet too seldom to rely on. */
  readonly examples?: readonly FaceRequest[]
}

/**
 * Sends the same generated requests to a face and to the plain server, which serve the subject of `face-subject.ts`, and
 * throws at the first one that they answer differently. Afterwards no call may hang, and sessions are still there.
 */
export async function compareFace(
  face: string | Ask,
  plainUrl: string,
  seeds: readonly number[],
  { name = String(face), leg = '2026-07-28', runs = 400, tellsOfLeaving = true, examples = [] }: FaceOptions = {},
): Promise<Comparison> {
  const here = typeof face === 'string' ? askOver(face) : face
  const plain = askOver(plainUrl)
  const inSession = leg === '2025-11-25 in a session'
  const [mine, theirs] = inSession ? [await within(here), await within(plain)] : [here, plain]
  const comparison = new Comparison(name)
  const compare = (sent: FaceRequest) => comparison.compare(sent, mine, theirs)
  for (const sent of [...seldomOf(leg), ...examples]) await compare(sent)
  for (const seed of seeds) await fc.assert(fc.asyncProperty(requestsOf[leg], compare), { numRuns: runs, seed })
  await comparison.compare(tellsOfLeaving ? settle(leg) : list(leg), mine, theirs)
  return comparison
}

/** The same, where `{session}` stands for a session that is opened first. */
async function within(ask: Ask): Promise<Ask> {
  const id = await openFaceSession(ask)
  return sent =>
    ask(
      sent.headers['mcp-session-id'] === '{session}'
        ? { ...sent, headers: { ...sent.headers, 'mcp-session-id': id } }
        : sent,
    )
}

function seldomOf(leg: Leg): readonly FaceRequest[] {
  return (seldom.get(leg) ?? []).map(sent => ({ ...sent, isChunked: false }))
}

function settle(leg: Leg): FaceRequest {
  return request(leg, 'tools/call', { name: 'settle', arguments: {} })
}

function list(leg: Leg): FaceRequest {
  return request(leg, 'tools/list', {})
}

function request(
  leg: Leg,
  method: string,
  params: { readonly name?: string; readonly arguments?: object },
): FaceRequest {
  const given = params as Parameters<typeof modernDraft>[1]
  if (leg === '2026-07-28') return { ...write(modernDraft(method, given, 1, {}, {})), isChunked: false }
  const { headers, ...rest } = write(legacyDraft(method, given, 1, '2025-11-25'))
  const session = leg === '2025-11-25 in a session' ? { 'mcp-session-id': '{session}' } : {}
  return { ...rest, headers: { ...headers, ...session }, isChunked: false }
}
