/** How every command ends. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  toolError: 3,
} as const

export const exitCodesHelp = `
Exit codes:
  0  done; for serve: stopped by a signal after running calls had ended
  1  failed at run time: the port is taken, no server answers, the connection broke
  2  wrong usage or configuration; nothing was started
  3  call: the tool answered with an error
  130, 143  stopped at once, by a second Ctrl+C or SIGTERM`

/** Ends the command: the message goes to standard error as it is. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: number
  constructor(exitCode: number, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}
