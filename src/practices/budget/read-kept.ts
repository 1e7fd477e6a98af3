import type { Outcome, RunningCall } from '../../call.ts'
import type { MaybePromise } from '../../maybe-promise.ts'
import { refuseCall } from '../../refusal.ts'
import type { Compose, Handler } from '../practice.ts'
import { mergeSettings, type PracticeSettings } from '../settings.ts'
import { type Continuations, resultPrefix } from './continuations.ts'
import { readPage } from './fit-reading.ts'

/** What is said of itself wins over what a server says of all it offers: pages fit already, and are nobody's to keep. */
const own: PracticeSettings = { budget: 'off', cache: 'off', redact: 'off', scopes: [] }

/** Reads `lintel://result/…`, with the practices of the server around it. Put together when it is first read. */
export function makeReadKept(
  compose: Compose,
  settings: PracticeSettings,
  continuations: Continuations,
): (call: RunningCall) => MaybePromise<Outcome> {
  const name = `${resultPrefix}{cursor}`
  const read: Handler = (_args, call) => {
    const opened = continuations.open(String(call.params.uri).slice(resultPrefix.length), call)
    if (!opened) return refuseCall(call, 'budget', 'CONTINUATION_INVALID')
    return { kind: 'result', result: readPage(opened.kept, opened.page, { continuations }) }
  }
  let handle: Handler | undefined
  return call => {
    call.record.subject = name
    handle ??= compose(
      { method: 'resources/read', name, settings: mergeSettings(settings, own), readOnly: true, idempotent: true },
      read,
    ).handle
    return handle({}, call)
  }
}
