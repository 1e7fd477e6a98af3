import type { Command } from 'commander'
import { CommandError, exitCodes } from './exit-codes.ts'

export interface SignInChoice {
  readonly header?: readonly string[]
  readonly token?: string
}

/** Headers that the protocol and HTTP fill in. */
const own = /^(?:mcp-.*|content-type|content-length|accept|last-event-id|connection|transfer-encoding)$/i

/** Gives a command the options by which it says who asks. Commander would print a value that it refuses: none is checked there. */
export function withSignIn(command: Command): Command {
  return command
    .option('-t, --token <token>', 'sign in with this token (default: LINTEL_TOKEN, which no shell history keeps)')
    .option(
      '-H, --header <header>',
      "send this header, such as 'X-Key: value'; may be given several times",
      (header: string, earlier: readonly string[] = []) => [...earlier, header],
    )
}

/** The headers that say who asks. No message holds a value of theirs: it may be a secret. */
export function readSignIn(
  { header: lines = [], token }: SignInChoice,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const headers = new Headers()
  for (const line of lines) addHeader(headers, line)
  if (token !== undefined && headers.has('authorization'))
    throw wrong('Give either --token or --header Authorization, not both.')
  const [chosen, source] =
    token === undefined ? [environment['LINTEL_TOKEN'] || undefined, 'LINTEL_TOKEN'] : [token, '--token']
  if (chosen !== undefined && !headers.has('authorization')) {
    if (!/^[\x21-\x7e]+$/.test(chosen))
      throw wrong(`The value of ${source} is no token: write visible ASCII without spaces.`)
    headers.set('authorization', `Bearer ${chosen}`)
  }
  return Object.fromEntries(headers)
}

function addHeader(headers: Headers, line: string): void {
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(colon, 0)).trim()
  // A token of RFC 9110, section 5.6.2.
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw wrong("Write --header as 'Name: value', with quotes around both.")
  if (own.test(name)) throw wrong(`${name} is set by the command itself; leave --header ${name} out.`)
  const value = line.slice(colon + 1).trim()
  if (!/^[\t\x20-\x7e]+$/.test(value)) throw wrong(`The value of --header ${name} has to be one line of visible ASCII.`)
  headers.append(name, value)
}

function wrong(message: string): CommandError {
  return new CommandError(exitCodes.usage, message)
}
