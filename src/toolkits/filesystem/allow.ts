/** Whether a file of this name may be opened or made, by its extension. */
export type Allow = (name: string) => boolean

/** From a list such as `['.md', '.txt']`, without regard to case; no list allows every name, `''` those without an extension. */
export function allowExtensions(extensions: readonly string[] | undefined): Allow {
  if (extensions === undefined) return () => true
  const allowed = new Set(extensions.map(extension => extension.toLowerCase()))
  return name => allowed.has(extensionOf(name))
}

/** Of `.env` and `notes.` it is '': only what follows the last dot of a name that has something before it. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 && dot < name.length - 1 ? name.slice(dot).toLowerCase() : ''
}
