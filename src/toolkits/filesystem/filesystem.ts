import { type Clock, systemClock } from '../../clock.ts'
import type { Toolkit } from '../../primitives/definitions.ts'
import { allowExtensions } from './allow.ts'
import { type Budgets, defaultBudgets } from './budgets.ts'
import { containedBy, openUnfiltered } from './choose-contained.ts'
import { ClientRoots } from './client-roots.ts'
import type { Root } from './contained.ts'
import type { FilesystemContext } from './context.ts'
import { registerFileResources } from './file-resources.ts'
import { FileWatch } from './file-watch.ts'
import type { RootSetting } from './root-setting.ts'
import { loadRoots } from './roots.ts'
import { registerReadTools, registerWriteTools } from './tools.ts'
import { Turns } from './walking/turns.ts'

export interface FilesystemOptions {
  /** The directories that the tools may use, with everything below them. Nothing else is ever touched. */
  readonly roots: readonly (string | RootSetting)[]
  /** Offers only the tools that change nothing. Default false. */
  readonly readOnly?: boolean
  /** The only file extensions that may be opened or made, such as `['.md', '.txt']`. Default: all. */
  readonly allow?: readonly string[] | undefined
  /**
   * Whether a client that says which folders it works in (`roots`) is held to those, within the operator's. Default
   * true: it can only take away, and an agent that was started for one project then does not touch the next one.
   */
  readonly clientRoots?: boolean
  readonly budgets?: Partial<Budgets>
  readonly clock?: Clock
}

/**
 * Files for agents: reading, searching and, unless read-only, changing what lies in the roots, as tools and as
 * `file:///` resources. Throws where a root does not exist, unless that is optional.
 */
export function filesystem(options: FilesystemOptions): Toolkit {
  const { readOnly = false, clock = systemClock, allow: fileTypes } = options
  const budgets: Budgets = { ...defaultBudgets, ...options.budgets }
  const allow = allowExtensions(fileTypes)
  const contain = (roots: readonly Root[]) => containedBy(roots, allow)
  const whole = contain(loadRoots(options.roots, readOnly))
  const narrowed = new ClientRoots(whole, contain, clock)
  const context: FilesystemContext = {
    contained: call => (options.clientRoots === false ? whole : narrowed.contained(call)),
    openUnfiltered,
    fileTypes,
    budgets,
    turns: new Turns(),
    clock,
  }
  let tell = (_uri: string) => {}
  const watch = new FileWatch(
    () => whole,
    uri => tell(uri),
    budgets.watchers,
    clock,
  )
  return {
    name: 'filesystem',
    instructions:
      'File tools: list_allowed_directories says where you may work. Find files by name with search_files and by ' +
      'content with grep; read large ones with read_range. Where an answer has nextCursor, there is more.',
    watch,
    register(target) {
      tell = uri => target.notify.resourceUpdated(uri)
      registerReadTools(target, context)
      registerFileResources(target, context)
      if (mayWrite(options)) registerWriteTools(target, context)
    },
    close: async () => watch.close(),
  }
}

/** By the settings: a root that is missing at the start does not change which tools there are. */
function mayWrite({ roots, readOnly = false }: FilesystemOptions): boolean {
  return !readOnly && roots.some(root => typeof root === 'string' || root.readOnly !== true)
}
