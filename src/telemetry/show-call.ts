import { errorTypeOf, type Finished } from './call-event.ts'
import { escapeControls } from './escape-controls.ts'

/** One call as a line for people: time, how it ended, what was called, how long it took, and by whom. */
export function showCall({ call, outcome, status, durationMs, charactersOut }: Finished, timestamp: string): string {
  const { record, method, principal, client } = call
  const subject = record.subject === undefined ? method : `${method} ${record.subject}`
  const facts = [
    status === 'success' ? undefined : (errorTypeOf(call, outcome) ?? status),
    record.refusedBy && `by ${record.refusedBy}`,
    record.cache && `cache ${record.cache}`,
    record.reports && `would refuse: ${record.reports.map(({ practice }) => practice).join(', ')}`,
    `${record.charactersIn}→${charactersOut}`,
    `user=${principal.id}`,
    typeof client.info?.name === 'string' ? `client=${client.info.name}` : undefined,
    call.correlationId,
  ].filter(fact => fact !== undefined && fact !== '')
  const mark = status === 'success' ? 'ok' : status
  return `${escapeControls(`${timestamp.slice(11, 23)} CALL  ${mark} ${subject} ${durationMs.toFixed(1)}ms ${facts.join(' ')}`)}\n`
}
