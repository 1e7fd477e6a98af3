import type { Exchange } from './exchange.ts'
import type { KeepAlive } from './keep-alive.ts'
import type { PostReply } from './post-reply.ts'

/** Watches a reply that is not answered yet, until it is or the client is gone. */
export function track(keepAlive: KeepAlive, reply: PostReply, exchange: Exchange): void {
  keepAlive.add(reply)
  reply.onDone(() => keepAlive.remove(reply))
  exchange.onGone(() => keepAlive.remove(reply))
}
