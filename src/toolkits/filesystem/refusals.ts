import type { ErrorCategory } from '../../errors.ts'
import { ToolError } from '../../errors.ts'
import type { JsonObject } from '../../json.ts'

/** Every refusal of the filesystem tools. `{path}` stands for the path as the agent may see it. */
export const refusals = {
  PATH_INVALID: {
    message: 'The path is not valid',
    next: 'Give an absolute path, a path relative to the first allowed directory, or a file:// URI.',
  },
  PATH_OUTSIDE_ROOTS: {
    message: 'The path lies outside the allowed directories, or leads out of them through a link',
    next: 'Use a path inside one of the directories that list_allowed_directories names.',
  },
  LINK_LOOP: {
    message: 'Too many symbolic links on the way to {path}',
    next: 'Use the path of the file itself.',
  },
  FILE_NOT_FOUND: {
    message: 'There is no {path}',
    next:
      'Check the name with list_directory or find it with search_files. A relative path starts at the first of the ' +
      'directories that list_allowed_directories names.',
  },
  NOT_A_FILE: {
    message: '{path} is not a regular file',
    next: 'Use list_directory for a directory; links are followed, but pipes, sockets and devices are not opened.',
  },
  NOT_A_DIRECTORY: {
    message: '{path} is not a directory',
    next: 'Use the directory that holds the file.',
  },
  ROOT_ITSELF: {
    message: '{path} is an allowed directory itself and stays as it is',
    next: 'Name something inside it.',
  },
  EXTENSION_NOT_ALLOWED: {
    message: 'Files of this type are not allowed: {path}',
    next: 'Use one of the file types that list_allowed_directories names.',
  },
  ACCESS_DENIED: {
    message: 'The system denies access to {path}',
    next: 'Use another path, or ask the operator for the permission.',
  },
  READ_ONLY: {
    message: '{path} is read-only',
    next: 'Write to a directory that list_allowed_directories marks as writable.',
  },
  ALREADY_EXISTS: {
    message: '{path} exists already',
    next: 'Choose another name, or delete what is there first with delete_path.',
  },
  DIRECTORY_NOT_EMPTY: {
    message: '{path} is a directory with something in it',
    next: 'Call delete_path with permanent: true and recursive: true to remove it with all that is in it.',
  },
  CROSSES_DEVICES: {
    message: '{path} is on another device',
    next: 'Copy it instead, then delete the original.',
  },
  NO_SPACE: {
    message: 'No space is left for {path}',
    next: 'Free some space, or ask the operator to.',
    category: 'EXTERNAL_ERROR',
    retryable: true,
  },
  TOO_LARGE: {
    message: '{path} is too large for this tool',
    next: 'Read it in parts with read_range.',
  },
  NOT_TEXT: {
    message: '{path} is not UTF-8 text',
    next: 'Use read_media_file, or read_range in bytes.',
  },
  CURSOR_INVALID: {
    message: 'The cursor does not belong to this call',
    next: 'Pass nextCursor of the last answer unchanged with the same arguments, or start again without a cursor.',
  },
  PATTERN_INVALID: {
    message: 'The pattern cannot be used',
    next: 'Correct the pattern, or make it simpler.',
  },
  MATCHING_BUSY: {
    message: 'Too many searches with patterns wait for their turn',
    next: 'Try again in a moment, or search for a plain text.',
    category: 'SERVER_ERROR',
    retryable: true,
  },
  WALKS_BUSY: {
    message: 'Too many listings and searches wait for their turn',
    next: 'Try again in a moment.',
    category: 'SERVER_ERROR',
    retryable: true,
  },
  RESERVED_NAME: {
    message: '{path} is kept for the server itself: no name may begin with .lintel-, in upper or lower case',
    next: 'Use another name; restore_path brings back what was deleted.',
  },
  ETAG_MISMATCH: {
    message: '{path} is not what ifMatch says',
    next: 'Read it again, and repeat the change with the etag that you get.',
  },
  FILE_CHANGED: {
    message: '{path} was changed by somebody else meanwhile',
    next: 'Read it again, and repeat the change where it is still wanted.',
    retryable: true,
  },
  EDIT_NOT_FOUND: {
    message: 'oldText is not in {path}',
    next: 'Read the file again and copy oldText from it exactly. Nothing was changed.',
  },
  EDIT_AMBIGUOUS: {
    message: 'oldText is in {path} more than once',
    next: 'Add lines around it to oldText until it is unique, or set replaceAll on this edit. Nothing was changed.',
  },
  INTO_ITSELF: {
    message: '{path} lies inside of what is to be moved or copied',
    next: 'Choose a destination outside of the source.',
  },
  NAMED_TWICE: {
    message: '{path} is named more than once',
    next: 'Name each file once. Nothing was changed.',
  },
  TOO_MANY_ENTRIES: {
    message: '{path} holds more than one call may take',
    next: 'Take its subdirectories one by one.',
  },
  NOT_IN_TRASH: {
    message: 'There is nothing to restore by this id',
    next: 'Use an id that delete_path gave or list_trash shows.',
  },
  CLIENT_ROOTS_UNKNOWN: {
    message: 'The client declares roots but did not say which',
    next: 'Try again; or ask the operator to set clientRoots to false, which ignores them.',
    retryable: true,
  },
  ROOTS_BUSY: {
    message: 'Too many calls wait for the client to say which folders it works in',
    next: 'Try again when it has answered.',
    retryable: true,
  },
  SYSTEM_BUSY: {
    message: 'The system has no more handles for {path}',
    next: 'Try again in a moment.',
    category: 'SERVER_ERROR',
    retryable: true,
  },
  IO_FAILED: {
    message: 'The system could not carry this out on {path}',
    next: 'Try again; if it fails again, give the operator the correlation id.',
    category: 'SERVER_ERROR',
    retryable: true,
  },
} as const satisfies Record<string, RefusalRow>

interface RefusalRow {
  readonly message: string
  readonly next: string
  readonly category?: ErrorCategory
  readonly retryable?: boolean
}

type RefusalCode = keyof typeof refusals

interface RefusalDetails {
  /** The path to show. Only one that lies inside a root by name, or that the agent itself named inside one. */
  readonly path?: string
  /** Added to the message after a colon. */
  readonly because?: string
  readonly next?: string
  readonly data?: JsonObject
  readonly cause?: unknown
}

/** Makes the error to throw: `throw refusal('FILE_NOT_FOUND', { path: place.path })`. */
export function refusal(code: RefusalCode, details: RefusalDetails = {}): ToolError {
  const row: RefusalRow = refusals[code]
  const message = row.message.replace('{path}', () => details.path ?? 'the path')
  return new ToolError(details.because === undefined ? `${message}.` : `${message}: ${details.because}.`, {
    code,
    category: row.category ?? 'CLIENT_ERROR',
    retryable: row.retryable ?? false,
    next: details.next ?? row.next,
    ...(details.data && { data: details.data }),
    ...(details.cause !== undefined && { cause: details.cause }),
  })
}

const codeOfErrno: Readonly<Record<string, RefusalCode>> = {
  ENOENT: 'FILE_NOT_FOUND',
  ENOTDIR: 'NOT_A_DIRECTORY',
  EISDIR: 'NOT_A_FILE',
  ELOOP: 'LINK_LOOP',
  ENAMETOOLONG: 'PATH_INVALID',
  EACCES: 'ACCESS_DENIED',
  EPERM: 'ACCESS_DENIED',
  EROFS: 'READ_ONLY',
  EEXIST: 'ALREADY_EXISTS',
  ENOTEMPTY: 'DIRECTORY_NOT_EMPTY',
  EXDEV: 'CROSSES_DEVICES',
  ENOSPC: 'NO_SPACE',
  EDQUOT: 'NO_SPACE',
  ENXIO: 'NOT_A_FILE',
  EMFILE: 'SYSTEM_BUSY',
  ENFILE: 'SYSTEM_BUSY',
}

/** What the system's refusal means for the agent; its own text, which holds real paths, stays in `cause`. */
export function refusalOf(error: unknown, path: string): unknown {
  const errno = errnoOf(error)
  return errno === undefined ? error : refusal(codeOfErrno[errno] ?? 'IO_FAILED', { path, cause: error })
}

/** `ENOENT` and the like, of an error that the system raised. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
