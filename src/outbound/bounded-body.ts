import { outboundFailure, tooLargeAnswer } from './refused.ts'

/**
 * The same answer, whose body breaks off where it has more than `limit` bytes, and fails in words that an agent may read.
 * `onEnd` is called when nothing more of it is to come.
 */
export function boundBody(response: Response, limit: number, host: string, onEnd: () => void): Response {
  const { body, status, statusText } = response
  // An answer to HEAD tells the length of a body that does not come.
  if (body && Number(response.headers.get('content-length') ?? 0) > limit) {
    body.cancel().catch(() => {})
    throw tooLargeAnswer(host, limit)
  }
  if (!body) onEnd()
  // Of the runtime's own class, whoever made it.
  const headers = new Headers([...response.headers])
  const counted = body && countBytes(body, limit, host, onEnd)
  const bounded = makeResponse(counted, { status, statusText, headers })
  Object.defineProperties(bounded, {
    url: { value: response.url },
    redirected: { value: response.redirected },
  })
  return bounded
}

/** Throws where the status is one that no Response may have (600 to 999): then the body is given up, or its connection would wait for a reader for ever. */
function makeResponse(body: ReadableStream<Uint8Array<ArrayBuffer>> | null, init: ResponseInit): Response {
  try {
    return new Response(body, init)
  } catch (error) {
    body?.cancel().catch(() => {})
    throw error
  }
}

/** What is packed counts as what it unpacks to: a small answer may be a large one. */
function countBytes(
  body: ReadableStream<Uint8Array>,
  limit: number,
  host: string,
  onEnd: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader()
  let length = 0
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) {
            onEnd()
            return controller.close()
          }
          length += value.byteLength
          if (length <= limit) return controller.enqueue(value as Uint8Array<ArrayBuffer>)
          onEnd()
          reader.cancel().catch(() => {})
          controller.error(tooLargeAnswer(host, limit))
        } catch (error) {
          onEnd()
          controller.error(outboundFailure(host, error))
        }
      },
      cancel(reason) {
        onEnd()
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}
