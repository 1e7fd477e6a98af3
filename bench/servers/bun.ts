import { createEcho } from './define-echo.ts'
import { fetchEcho } from './fetch-echo.ts'

/** What is used of Bun, whose types stand in a package apart. */
declare const Bun: { serve(options: { fetch: (request: Request) => unknown; port: number }): { readonly port: number } }

/** Bun with an echo of its own; `--lintel` serves Lintel in its place. */
const fetch = process.argv.includes('--lintel') ? createEcho().fetch : fetchEcho
console.log(`http://127.0.0.1:${Bun.serve({ fetch, port: 0 }).port}/mcp`)
