import { fileURLToPath } from 'node:url'
import { runPinned } from '../measure/pin.ts'
import type { LoadOptions, LoadResult } from './load.ts'

/** Runs the built-in generator as a process of its own, so that it can be kept on another core. */
export async function loadWithSockets(options: LoadOptions): Promise<LoadResult> {
  const file = fileURLToPath(new URL('./socket-generator.ts', import.meta.url))
  return JSON.parse(await runPinned('load', process.execPath, [file], JSON.stringify(options))) as LoadResult
}
