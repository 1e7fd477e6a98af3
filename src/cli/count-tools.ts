import type { Definitions, Toolkit } from '../primitives/definitions.ts'

export interface CountedToolkit {
  /** The toolkit, to be used in place of the given one. */
  readonly toolkit: Toolkit
  /** How many tools it has defined so far. */
  readonly count: () => number
}

/** Watches how many tools a toolkit defines. */
export function countTools(toolkit: Toolkit): CountedToolkit {
  let count = 0
  const watched = (target: Definitions): Definitions => {
    const proxy: Definitions = overlay(target, {
      tool: ((name, definition) => {
        target.tool(name, definition)
        count++
        return proxy
      }) as Definitions['tool'],
      group: ((prefix, settings, define) => {
        target.group(prefix, settings, group => define(watched(group)))
        return proxy
      }) as Definitions['group'],
    })
    return proxy
  }
  return {
    toolkit: overlay(toolkit, { register: target => toolkit.register(watched(target)) }),
    count: () => count,
  }
}

/** `base` with some members replaced; the others run on `base` itself, private fields included. */
function overlay<T extends object>(base: T, members: Partial<T>): T {
  return new Proxy(base, {
    get(target, key) {
      if (Object.hasOwn(members, key)) return members[key as keyof T]
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
