export { en } from 'zod/locales'
