/** A line of a table. */
export function row(name: string, ...cells: readonly string[]): string {
  return name.padEnd(36) + cells.map(cell => cell.padStart(11)).join('')
}
