import type { Call } from '../../call.ts'
import type { Clock } from '../../clock.ts'
import type { MaybePromise } from '../../maybe-promise.ts'
import type { Budgets } from './budgets.ts'
import type { Contained, Directory, Root } from './contained.ts'
import type { Turns } from './walking/turns.ts'

/** What the tools of both sides share. */
export interface FilesystemContext {
  /** What this call may touch: the operator's roots, narrowed to those of its client. */
  contained(call: Call): MaybePromise<Contained>
  /** A root itself, with files of every type: to empty its trash of those that are not allowed any more. */
  openUnfiltered(root: Root): Directory
  /** The extensions that are allowed, where not all are. The containment enforces it. */
  readonly fileTypes: readonly string[] | undefined
  readonly budgets: Budgets
  /** Listings and searches take turns. */
  readonly turns: Turns
  readonly clock: Clock
}
