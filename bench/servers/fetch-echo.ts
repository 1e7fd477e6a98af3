import { answerEcho, type Message } from './echo-answer.ts'

/** The least that a `fetch` handler can do for the same answer. */
export async function fetchEcho(request: Request): Promise<Response> {
  const answer = answerEcho((await request.json()) as Message)
  return answer === undefined ? new Response(null, { status: 404 }) : Response.json(answer)
}
