import { spawnSync } from 'node:child_process'

/**
 * What changes in a process that imports the modules, one line each: a global, a member of a builtin, a listener of the
 * process, something that keeps it running, or output. The packages that they import are loaded before.
 */
export function importEffects(folder: string, modules: readonly string[], packages: readonly string[]): string {
  const program = `${survey}
    for (const name of ${JSON.stringify(packages)}) await import(name)
    const before = survey()
    for (const path of ${JSON.stringify(modules)}) {
      await import(path)
      await new Promise(setImmediate)
      for (const [key, value] of survey()) {
        if (Object.is(before.get(key), value)) continue
        console.log(path + ' changes ' + key)
        before.set(key, value)
      }
    }
    process.exit()`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
    encoding: 'utf8',
  })
  return stdout + stderr
}

function survey(): Map<string, unknown> {
  const found = new Map<string, unknown>()
  const owners: [string, object][] = [['globalThis', globalThis]]
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name)
    if (typeof descriptor?.value !== 'function') continue
    owners.push([name, descriptor.value])
    if (descriptor.value.prototype) owners.push([`${name}.prototype`, descriptor.value.prototype])
  }
  for (const [owner, value] of owners) {
    for (const key of Reflect.ownKeys(value)) {
      const member = Object.getOwnPropertyDescriptor(value, key)
      found.set(`${owner}.${String(key)}`, member?.value ?? member?.get)
    }
  }
  for (const event of process.eventNames()) found.set(`process.on ${String(event)}`, process.listenerCount(event))
  found.set('what keeps the process running', process.getActiveResourcesInfo().sort().join())
  return found
}
