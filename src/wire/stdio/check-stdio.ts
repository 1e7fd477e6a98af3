import { checkMembers } from '../../check-members.ts'
import { anObject, anObjectWith } from '../../check-value.ts'

const isInput = anObjectWith('on', 'off', 'once', 'pause', 'resume')
const isOutput = anObjectWith('on', 'write')

/** Refuses pipes that are none. */
export function checkStdio(options: unknown): void {
  anObject(options, 'stdio: what it takes', 'input, output')
  checkMembers('stdio', options as object, ['input', 'output'])
  const { input, output } = options as { readonly input?: unknown; readonly output?: unknown }
  if (input !== undefined) isInput(input, 'stdio: input')
  if (output !== undefined) isOutput(output, 'stdio: output')
}
