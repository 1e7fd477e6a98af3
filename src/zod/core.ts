export * from 'zod/v4/core'
export * as locales from './locales.ts'
