/** Characters of a name that a client chose which a message repeats. Names of tools and methods are far shorter, addresses mostly. */
const maxShown = 512

/** A name that the client chose, as an error says it again: of bounded length. */
export function quoteForeign(name: string): string {
  return name.length <= maxShown ? name : `${name.slice(0, maxShown).toWellFormed()}…`
}
