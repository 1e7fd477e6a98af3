import { tooLargeAnswer } from './refused.ts'

/** The same answer, broken off where its body has more than `limit` bytes. */
export function boundBody(response: Response, limit: number, host: string): Response {
  if (Number(response.headers.get('content-length') ?? 0) > limit) {
    void response.body?.cancel()
    throw tooLargeAnswer(host, limit)
  }
  if (!response.body) return response
  let length = 0
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        length += chunk.byteLength
        if (length > limit) controller.error(tooLargeAnswer(host, limit))
        else controller.enqueue(chunk)
      },
    }),
  )
  const { status, statusText, headers } = response
  const bounded = new Response(counted, { status, statusText, headers })
  Object.defineProperty(bounded, 'url', { value: response.url })
  return bounded
}
