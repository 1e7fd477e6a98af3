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
  const facts = [
    record.subject === undefined ? method : `${method} ${record.subject}`,
    `${durationMs.toFixed(1)}ms`,
    error,
    record.refusedBy && `by=${record.refusedBy}`,
    record.cache && `cache=${record.cache}`,
    record.reports && `would=${record.reports.map(({ practice, code }) => `${practice}:${code}`).join(',')}`,
    `bytes=${record.bytesIn}/${bytesOut}`,
    `user=${principal.id}`,
    typeof client.info?.name === 'string' ? `client=${client.info.name}` : undefined,
    call.correlationId,
  ].flatMap(fact => (fact === undefined || fact === '' ? [] : [recordText(fact)]))
  if (contents?.arguments !== undefined) facts.push(`arguments=${JSON.stringify(recordContents(contents.arguments))}`)
  if (contents?.result !== undefined) facts.push(`result=${JSON.stringify(recordContents(contents.result))}`)
  return `${escapeControls(`${timestamp.slice(11, 23)} CALL  ${status.padEnd(8)} ${facts.join(' ')}`)}\n`
}
