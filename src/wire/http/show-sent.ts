import { escapeControls } from '../../telemetry/escape-controls.ts'

/** Characters of what a client wrote that a line of the log shows. */
const maxShown = 200

/** What a client wrote, for the operator's log: bounded, on one line. */
export function showSent(text: string): string {
  return escapeControls(text.length > maxShown ? `${text.slice(0, maxShown)}…` : text)
}
