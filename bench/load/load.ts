import type { Post } from '../dialect.ts'
import { findTool } from '../measure/pin.ts'
import { loadWithSockets } from './sockets.ts'
import { loadWithWrk } from './wrk.ts'

export interface LoadOptions {
  readonly url: string
  readonly post: Post
  readonly connections: number
  readonly seconds: number
}

export interface LoadResult {
  readonly requests: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Answers other than 200, and connections that broke. */
  readonly errors: number
}

/** Repeats one request over kept connections: with `wrk` where it is installed, else with sockets of our own. */
export function load(options: LoadOptions): Promise<LoadResult> {
  return findTool('wrk') === undefined ? loadWithSockets(options) : loadWithWrk(options)
}
