import { fileURLToPath } from 'node:url'
import { announce } from '../../conformance/hosts/announce.ts'
import { startWorkerd } from '../start-workerd.ts'

const { url, stop } = await startWorkerd(fileURLToPath(new URL('./worker.ts', import.meta.url)))
announce(url, stop)
