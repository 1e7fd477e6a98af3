import type { Budgets } from '../budgets.ts'
import { refusal } from '../refusals.ts'

/** The bytes of a text that is to be written. Throws TOO_LARGE. */
export function encodeContent(text: string, path: string, budgets: Budgets): Uint8Array {
  const bytes = Buffer.from(text, 'utf8')
  refuseOversize(bytes.length, path, budgets)
  return bytes
}

export function refuseOversize(bytes: number, path: string, budgets: Budgets): void {
  if (bytes <= budgets.fileBytes) return
  throw refusal('TOO_LARGE', {
    path,
    because: `it would have ${bytes} bytes, and ${budgets.fileBytes} are allowed`,
    next: 'Write less.',
  })
}
