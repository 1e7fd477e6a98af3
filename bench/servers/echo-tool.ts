/** The tool that every server of the benchmark offers, alone or among many. */
export const echo = {
  name: 'echo',
  description: 'Repeats the text.',
  inputSchema: {
    type: 'object',
    properties: { text: { type: 'string', description: 'What to repeat' } },
    required: ['text'],
  },
} as const

/** `echo` first, then as many others as asked for. */
export function toolNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => (index === 0 ? echo.name : `tool_${index}`))
}

/** `--tools N`, 1 where nothing is said. */
export function toolCount(): number {
  const at = process.argv.indexOf('--tools')
  return at < 0 ? 1 : Number(process.argv[at + 1])
}
