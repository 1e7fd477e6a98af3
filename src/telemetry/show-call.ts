import type { Finished } from './call-event.ts'
import { escapeControls } from './escape-controls.ts'
import { recordContents, recordText } from './record-text.ts'

/**
 * One call as a line for people, under the columns of the log: time, how it ended, what was called, how long it took, by
 * whom, and the id by which the log tells more.
 */
export function showCall({ call, status, error, durationMs, bytesOut }: Finished, timestamp: string): string {
  const { record, method, principal, client } = call
  const { contents } = record
  const would = record.reports?.map(({ practice, code }) => `${practice}:${code}`).join(',')
  const name = client.info?.name
  const facts = [
    show(method),
    record.subject && show(record.subject),
    `${durationMs.toFixed(1)}ms`,
    error && show(error),
    record.refusedBy && `by=${show(record.refusedBy)}`,
    record.cache && `cache=${record.cache}`,
    would && `would=${show(would)}`,
    `bytes=${record.bytesIn}/${bytesOut}`,
    `user=${show(principal.id)}`,
    typeof name === 'string' && name !== '' && `client=${show(name)}`,
    call.correlationId,
  ].filter(fact => typeof fact === 'string' && fact !== '')
  if (contents?.arguments !== undefined) facts.push(`arguments=${JSON.stringify(recordContents(contents.arguments))}`)
  if (contents?.result !== undefined) facts.push(`result=${JSON.stringify(recordContents(contents.result))}`)
  return `${escapeControls(`${timestamp.slice(11, 23)} CALL  ${status.padEnd(8)} ${facts.join(' ')}`)}\n`
}

/** A text from outside as one word, in quotes where it would read as several: a client names itself, and must not write other fields. */
function show(text: string): string {
  const shown = recordText(text)
  return /^[^\s"\\]+$/.test(shown) ? shown : JSON.stringify(shown)
}
