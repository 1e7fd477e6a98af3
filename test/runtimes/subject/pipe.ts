import { defineSubject } from './application.ts'

await defineSubject().stdio()
