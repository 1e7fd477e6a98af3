import type { Definitions } from '../../primitives/definitions.ts'
import type { FilesystemContext } from './context.ts'
import { registerAppendFile } from './tools/append-file.ts'
import { registerCopyPath } from './tools/copy-path.ts'
import { registerCreateDirectory } from './tools/create-directory.ts'
import { registerDeletePath } from './tools/delete-path.ts'
import { registerDirectoryTree } from './tools/directory-tree.ts'
import { registerEditFile } from './tools/edit-file.ts'
import { registerGetFileInfo } from './tools/get-file-info.ts'
import { registerGrep } from './tools/grep.ts'
import { registerListAllowedDirectories } from './tools/list-allowed-directories.ts'
import { registerListDirectory } from './tools/list-directory.ts'
import { registerListDirectoryWithSizes } from './tools/list-directory-with-sizes.ts'
import { registerListTrash } from './tools/list-trash.ts'
import { registerMoveFile } from './tools/move-file.ts'
import { registerReadMediaFile } from './tools/read-media-file.ts'
import { registerReadMultipleFiles } from './tools/read-multiple-files.ts'
import { registerReadRange } from './tools/read-range.ts'
import { registerReadTextFile } from './tools/read-text-file.ts'
import { registerRestorePath } from './tools/restore-path.ts'
import { registerSearchFiles } from './tools/search-files.ts'
import { registerWriteFile } from './tools/write-file.ts'
import { registerWriteFiles } from './tools/write-files.ts'

/** In the order in which clients see them. */
const readTools = [
  registerListAllowedDirectories,
  registerListDirectory,
  registerListDirectoryWithSizes,
  registerDirectoryTree,
  registerSearchFiles,
  registerGrep,
  registerGetFileInfo,
  registerReadTextFile,
  registerReadRange,
  registerReadMultipleFiles,
  registerReadMediaFile,
]

const writeTools = [
  registerWriteFile,
  registerWriteFiles,
  registerEditFile,
  registerAppendFile,
  registerCreateDirectory,
  registerMoveFile,
  registerCopyPath,
  registerDeletePath,
  registerRestorePath,
  registerListTrash,
]

export function registerReadTools(target: Definitions, context: FilesystemContext): void {
  for (const register of readTools) register(target, context)
}

/** The tools that change what is in the roots, and those of the trash. Of use only where a root may be written to. */
export function registerWriteTools(target: Definitions, context: FilesystemContext): void {
  for (const register of writeTools) register(target, context)
}
