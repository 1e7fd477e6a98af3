/** What stands for everything beyond the bound of a label. */
export const other = 'other'

/** Combinations that are counted by themselves. */
const maxPairs = 500

/** Counts by one label or two, of which nobody knows the values before. */
export class PairCounts {
  readonly #names: readonly string[]
  readonly #counts = new Map<string, number>()

  constructor(...names: readonly [string, string?]) {
    this.#names = names as readonly string[]
  }

  add(first: string, second?: string): void {
    const key = second === undefined ? first : `${first}\n${second}`
    const count = this.#counts.get(key)
    if (count !== undefined || this.#counts.size < maxPairs) this.#counts.set(key, (count ?? 0) + 1)
    else this.#counts.set(other, (this.#counts.get(other) ?? 0) + 1)
  }

  /** Labels as the text format writes them, and their counts. */
  all(): readonly (readonly [labels: string, count: number])[] {
    return [...this.#counts].map(([key, count]) => {
      const values = key.split('\n')
      return [labelled(Object.fromEntries(this.#names.map((name, at) => [name, values[at] ?? other]))), count]
    })
  }
}

export function labelled(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(',')
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
