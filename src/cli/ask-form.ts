import { createInterface } from 'node:readline/promises'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { type Field, readField, readFields } from './form-field.ts'

export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

/** Puts what a server asks (`elicitation/create`) to the person at the terminal; declines where there is none. */
export async function answerAtTerminal(
  question: JsonObject,
  signal: AbortSignal,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<JsonObject> {
  const { input, output } = terminal
  if (!input.isTTY || !output.isTTY) {
    output.write(`The tool asks: ${readable(question['message'])}\nDeclined, for there is no terminal to answer at.\n`)
    return { action: 'decline' }
  }
  const lines = createInterface({ input, output })
  const ask = (text: string) => lines.question(text, { signal })
  try {
    output.write(`\nThe tool asks: ${readable(question['message'])}\n`)
    if (question['mode'] === 'url') return await askToOpen(question['url'], ask)
    const schema = isJsonObject(question['requestedSchema']) ? question['requestedSchema'] : {}
    const content: Record<string, Json> = {}
    for (const field of readFields(schema)) {
      const value = await askField(field, ask, text => output.write(text))
      if (value !== undefined) content[field.name] = value
    }
    const verdict = (await ask('Send this? [Y]es, [n]o, [c]ancel: ')).trim().toLowerCase()
    if (verdict.startsWith('c')) return { action: 'cancel' }
    return verdict.startsWith('n') ? { action: 'decline' } : { action: 'accept', content }
  } finally {
    lines.close()
  }
}

type Ask = (text: string) => Promise<string>

async function askToOpen(url: Json | undefined, ask: Ask): Promise<JsonObject> {
  const verdict = await ask(`Open this address? ${readable(url)}\n[y]es, I opened it; [N]o: `)
  return { action: verdict.trim().toLowerCase().startsWith('y') ? 'accept' : 'decline' }
}

async function askField(field: Field, ask: Ask, say: (text: string) => void): Promise<Json | undefined> {
  for (;;) {
    const verdict = readField(field, await ask(`  ${readable(field.prompt)}: `))
    if (verdict.problem === undefined) return verdict.value
    say(`    ${verdict.problem}\n`)
  }
}

/** A server's text without what would move the cursor or change colours. */
function readable(text: Json | undefined): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return String(text ?? '').replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '')
}
