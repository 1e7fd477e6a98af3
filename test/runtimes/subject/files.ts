import { createServer } from '../../../src/index.ts'
import { filesystem } from '../../../src/toolkits/filesystem/index.ts'

/** The file tools on the folder that is named first; says where it serves. Runs as it is on Node, Bun and Deno. */
const [folder] = process.argv.slice(2)
const server = createServer({ name: 'files', version: '1.0.0' })
server.use(filesystem({ roots: [folder as string] }))
const { url } = await server.listen({ port: 0 })
console.log(url)
