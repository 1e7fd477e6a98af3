import type { Definitions } from '../../primitives/definitions.ts'
import type { FilesystemContext } from './context.ts'
import { defineAppendFile } from './tools/append-file.ts'
import { defineCopyPath } from './tools/copy-path.ts'
import { defineCreateDirectory } from './tools/create-directory.ts'
import { defineDeletePath } from './tools/delete-path.ts'
import { defineEditFile } from './tools/edit-file.ts'
import { defineListTrash } from './tools/list-trash.ts'
import { defineMoveFile } from './tools/move-file.ts'
import { defineRestorePath } from './tools/restore-path.ts'
import { defineWriteFile } from './tools/write-file.ts'
import { defineWriteFiles } from './tools/write-files.ts'

/** The tools that change what is in the roots. Registered only where at least one root may be written to. */
export function registerWriteTools(target: Definitions, context: FilesystemContext): void {
  defineWriteFile(target, context)
  defineWriteFiles(target, context)
  defineEditFile(target, context)
  defineAppendFile(target, context)
  defineCreateDirectory(target, context)
  defineMoveFile(target, context)
  defineCopyPath(target, context)
  defineDeletePath(target, context)
  defineRestorePath(target, context)
  defineListTrash(target, context)
}
