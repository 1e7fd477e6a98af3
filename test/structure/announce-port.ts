import { type AddressInfo, Server } from 'node:net'

/** Loaded before a program of a page (`--import`): what it listens on becomes a free port of this machine, and is said. */
const { listen } = Server.prototype
Server.prototype.listen = function (this: Server, ...given: unknown[]) {
  this.once('listening', () => console.log(`http://127.0.0.1:${(this.address() as AddressInfo).port}/mcp`))
  const done = given.findLast(argument => typeof argument === 'function') as (() => void) | undefined
  return Reflect.apply(listen, this, [{ port: 0, host: '127.0.0.1' }, done])
} as typeof listen
