import { rmSync } from 'node:fs'

/** Removes what an earlier build left, so that a deleted source leaves nothing in the package. */
rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true })
