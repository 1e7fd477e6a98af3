import { isDeepStrictEqual } from 'node:util'
import type { Answer, Ask } from './ask.ts'
import { type FaceDifference, hostDifferences } from './face-differences.ts'
import type { FaceRequest } from './face-request.ts'
import { freeParts } from './free-parts.ts'

/** Holds the answers of one face against those of the plain server. */
export class Comparison {
  /** Requests compared. */
  compared = 0
  /** How often the plain server answered with each status. */
  readonly statuses = new Map<number, number>()
  /** How often each free part and each difference was seen, by name. */
  readonly hits = new Map<string, number>()
  readonly #face: string

  constructor(face: string) {
    this.#face = face
  }

  /** Sends a request to both, and throws where the answers differ and no entry allows it. */
  async compare(sent: FaceRequest, here: Ask, plain: Ask): Promise<void> {
    const [ours, theirs] = await Promise.all([here(sent), plain(sent)])
    this.compared++
    this.statuses.set(theirs.status, (this.statuses.get(theirs.status) ?? 0) + 1)
    this.#judge(sent, ours, theirs)
  }

  #judge(sent: FaceRequest, ours: Answer, theirs: Answer): void {
    let [one, other] = [ours, theirs]
    for (const part of freeParts) {
      const [oneWithout, otherWithout] = [part.without(one), part.without(other)]
      if (differing(oneWithout, otherWithout) < differing(one, other)) this.#hit(part.name)
      one = oneWithout
      other = otherWithout
    }
    if (differing(one, other) === 0) return
    const difference = { face: this.#face, sent, here: one, plain: other }
    const allowed = hostDifferences.find(entry => entry.matches(difference))
    if (!allowed) throw new Error(`The answers differ.\n${describe(difference)}`)
    this.#hit(allowed.name)
  }

  #hit(name: string): void {
    this.hits.set(name, (this.hits.get(name) ?? 0) + 1)
  }
}

/** In how many places two answers differ. */
function differing(one: Answer, other: Answer): number {
  const names = new Set([...Object.keys(one.headers), ...Object.keys(other.headers)])
  const headers = [...names].filter(name => one.headers[name] !== other.headers[name]).length
  const body = one.body === other.body ? 0 : 1
  return headers + body + (isDeepStrictEqual(one.status, other.status) ? 0 : 1)
}

function describe({ face, sent, here, plain }: FaceDifference): string {
  const cut = (text: string) => (text.length > 2000 ? `${text.slice(0, 2000)}... (${text.length} characters)` : text)
  return [
    `${sent.httpMethod} ${JSON.stringify(sent.headers)}${sent.isChunked ? ', chunked' : ''}`,
    `  body   ${cut(JSON.stringify(sent.bytes ? Buffer.from(sent.bytes).toString('latin1') : sent.body))}`,
    `  plain  ${cut(JSON.stringify(plain))}`,
    `  ${face}  ${cut(JSON.stringify(here))}`,
  ].join('\n')
}
