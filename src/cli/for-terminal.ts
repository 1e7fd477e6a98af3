import { escapeControls } from '../telemetry/escape-controls.ts'

/** What a terminal would obey instead of showing it. Lines and tabs stay. */
const obeyed = /(?![\n\t])\p{Cc}/gu

/** A server's text as it may be written: to a terminal nothing that moves the cursor or reaches the clipboard; to a file or a pipe as it is. */
export function forTerminal(text: string, output: { readonly isTTY?: boolean } = process.stdout): string {
  return output.isTTY ? text.replace(obeyed, escapeControls) : text
}
