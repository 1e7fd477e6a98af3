import type { Post } from '../dialect.ts'
import type { Result, Workload } from '../workloads.ts'

/** Sends the request once and throws unless the answer is the one that all servers must give. */
export async function verifyAnswer(url: string, post: Post, workload: Workload, server: string): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers: post.headers, body: post.body })
  const text = await response.text()
  const stream = response.headers.get('content-type')?.startsWith('text/event-stream')
  const data = stream
    ? text
        .split('\n')
        .filter(line => line.startsWith('data: '))[0]
        ?.slice(6)
    : text
  const { result } = JSON.parse(data || '{}') as { readonly result?: Result }
  if (response.status === 200 && result && workload.verify(result)) return
  throw new Error(`${server} answers ${workload.name} with ${response.status} ${text.slice(0, 300)}`)
}
