/**
 * The only way of the filesystem tools to the disk. Nothing outside the roots is read, written, created or removed
 * through it, also when a directory or a link is swapped while a call is under way.
 *
 * A path is used in two steps. `place` finds the root by name alone and touches nothing. Then an `open…` method walks
 * there, component by component. A symbolic link met on the way is followed only where it leads into an allowed root,
 * forty links at most. From then on work with the `Directory` or `File` that was opened: their methods take one name,
 * never a path, and never follow a link.
 *
 * Every method but reading and writing of contents is synchronous: these calls take microseconds, and doing check and
 * use in one turn of the event loop keeps the window for a swap small where the platform cannot close it.
 *
 * All methods throw `ToolError` with a code of refusals.ts.
 *
 * `contained-linux.ts` holds against every swap. `contained-portable.ts` compares after opening: no content outside is
 * ever read or written. But where a directory is swapped within the microseconds of one operation, the names in a
 * directory outside may be listed, an empty file or directory may be made there, or an entry of that name removed.
 * The suite in `containment/` runs on both.
 */
export interface Contained {
  /** What is allowed, in the operator's order. May be empty: then every path is outside. */
  readonly roots: readonly Root[]
  /**
   * Where a path leads by its name: absolute, `~`, `file://`, or relative to the first root. Names are used exactly as
   * given, with spaces and quotes. `.` and `..` are resolved by name. Touches nothing.
   *
   * Throws PATH_INVALID (empty, NUL, not a local file URL), PATH_OUTSIDE_ROOTS, RESERVED_NAME (reserved-names.ts).
   */
  place(path: string): Place
  /** Opens a regular file for reading. Throws FILE_NOT_FOUND, NOT_A_FILE, EXTENSION_NOT_ALLOWED, and what a walk throws. */
  openFile(place: Place): OpenedFile
  /** Throws FILE_NOT_FOUND, NOT_A_DIRECTORY, and what a walk throws (PATH_OUTSIDE_ROOTS, LINK_LOOP, ACCESS_DENIED). */
  openDirectory(place: Place): Directory
  /**
   * The directory that holds the place's last name, opened, whether the name exists or not. A link at the last name is
   * not followed: to move, delete or create exactly that entry. Throws ROOT_ITSELF where the place is a root.
   */
  openParent(place: Place): Located
  /**
   * Like `openParent`, but follows a link at the last name to the directory and the name where it ends, which need not
   * exist: to replace what a link stands for and keep the link.
   */
  openTarget(place: Place): Located
  /**
   * Opens the directory that holds the place's last name, and makes those on the way that are missing, like `mkdir -p`.
   * Links among those that exist are followed. Throws NOT_A_DIRECTORY, READ_ONLY.
   */
  makeParents(place: Place): Located
}

/** A directory that is allowed, with everything below it. */
export interface Root {
  /** Absolute, as the operator wrote it. Paths shown to the agent begin with this. */
  readonly path: string
  /** The same directory with no link in its path. */
  readonly realPath: string
  readonly readOnly: boolean
  /** The real path of the operator's root that this one lies in, or is. */
  readonly anchor: string
  /** The names from the anchor down to this root; empty for an operator's root. */
  readonly below: readonly string[]
}

/** A path by its name: a root and the names below it. Never holds `.`, `..`, an empty name or a separator. */
export interface Place {
  readonly root: Root
  readonly segments: readonly string[]
  /** Absolute; safe to show, since it lies inside the root by name. */
  readonly path: string
}

export interface Located extends Disposable {
  readonly directory: Directory
  readonly name: string
  /** Where it is in fact, links followed. */
  readonly place: Place
  /** Of the entry itself, never of what a link points to; undefined where there is none. */
  readonly facts: Facts | undefined
}

export type Kind = 'file' | 'directory' | 'link' | 'other'

export interface Entry {
  readonly name: string
  readonly kind: Kind
}

/** What the system knows of an entry. Times are milliseconds since the epoch. */
export interface Facts {
  readonly kind: Kind
  /** Bytes. */
  readonly size: number
  /** Permission bits: `mode & 0o7777`. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Number of hard links. */
  readonly links: number
  readonly device: bigint
  readonly inode: bigint
  readonly created: number
  readonly modified: number
  readonly accessed: number
}

/**
 * An open directory. Each method takes one name of an entry and acts on that entry, never on what a link there points
 * to. Those that change something throw READ_ONLY where the root is read-only, FILE_NOT_FOUND, ALREADY_EXISTS,
 * ACCESS_DENIED, DIRECTORY_NOT_EMPTY, NO_SPACE. Where only some file types are allowed, all that open, make, rename or
 * remove a file throw EXTENSION_NOT_ALLOWED for others, by its old and its new name; what `createTemporary` of the same
 * `Directory` made is free of that by its temporary name. Close it when done, best by `using`.
 */
export interface Directory extends Disposable {
  /** Where it is in fact, links followed. */
  readonly place: Place
  readonly facts: Facts
  /** Streams the entries in the order of the disk, without `.` and `..`, `batch` (default 1,024) at a time in memory. */
  entries(batch?: number): IterableIterator<Entry>
  /** Undefined where there is no such entry. */
  lstat(name: string): Facts | undefined
  /** Whether a file of this name is of an allowed type. */
  allows(name: string): boolean
  /** Throws NOT_A_FILE for a directory, link, FIFO, socket or device; never blocks on one. */
  openFile(name: string): OpenedFile
  /** Opens a file that exists for reading and writing. */
  openWritable(name: string): WritableFile
  /** Throws NOT_A_DIRECTORY, also for a link. */
  openDirectory(name: string): Directory
  /** What a link says. The text may lead outside: do not show it. */
  readLink(name: string): string
  /** Makes a new file, for reading and writing. Throws ALREADY_EXISTS, also where a link is. Default mode 0o666, less the umask. */
  createFile(name: string, mode?: number): WritableFile
  /** Makes a new file of an unguessable name beginning with `.lintel-`, to be renamed or removed. Default mode 0o600, less the umask. */
  createTemporary(mode?: number): { readonly name: string; readonly file: WritableFile }
  /** Makes a symbolic link. To copy or restore one; check what it points to by opening it, not by its text. */
  createLink(name: string, target: string): void
  /** Moves an entry, also into another open directory. Replaces a file there. Throws CROSSES_DEVICES. */
  rename(name: string, into: Directory, newName: string): void
  /** Gives a file one more name, which must not exist: with `removeFile`, a move that never replaces. */
  link(name: string, into: Directory, newName: string): void
  makeDirectory(name: string, mode?: number): void
  removeFile(name: string): void
  /** Throws DIRECTORY_NOT_EMPTY. */
  removeDirectory(name: string): void
  /**
   * Calls `changed` with the name of an entry that was changed, added or removed, or without one where the system does
   * not say. Goes on after the directory is closed, until the returned function is called. Never keeps the process alive.
   */
  watch(changed: (name: string | undefined) => void): () => void
  /** Makes renames and removals in it survive a power cut. Does nothing where the system cannot. */
  sync(): void
}

/** A regular file, open. Its contents are those of what was checked, whatever happens to its name. */
export interface OpenedFile extends Disposable {
  /** Where it is in fact, links followed. */
  readonly place: Place
  /** As of opening. */
  readonly facts: Facts
  /** Fills `into` from byte `position` on, with as much as there is; resolves to the number of bytes, 0 at the end. */
  read(into: Uint8Array, position: number, signal: AbortSignal): Promise<number>
}

export interface WritableFile extends OpenedFile {
  /** Writes all of `bytes` at `position`. Throws NO_SPACE. */
  write(bytes: Uint8Array, position: number, signal: AbortSignal): Promise<void>
  truncate(size: number): void
  setMode(mode: number): void
  /** Where the process may not, it does nothing and answers false. */
  setOwner(uid: number, gid: number): boolean
  setTimes(accessedMs: number, modifiedMs: number): void
  /** Forces the contents to the disk. */
  sync(signal: AbortSignal): Promise<void>
}
