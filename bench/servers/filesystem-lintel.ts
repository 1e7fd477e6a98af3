import { createServer } from '../../src/index.ts'
import { filesystem } from '../../src/toolkits/filesystem/index.ts'

const [root] = process.argv.slice(2)
if (root === undefined) throw new Error('Give the directory to serve.')
const server = createServer({ name: 'bench', version: '1.0.0' })
server.use(filesystem({ roots: [root] }))
await server.stdio()
