/**
 * Zod's names, with English as the only locale: the others are as large as all the rest, and no bundler can leave them
 * out of the namespace `z`. What is exported by name goes before what `export *` brings.
 */
export * from 'zod'
export * as core from './core.ts'
export * as locales from './locales.ts'

/** Nothing: `export *` would bring zod's whole namespace under this name. */
export const z = undefined
