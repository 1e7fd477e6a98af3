import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** A server as a client meets it, and what there is to do with it. */
export interface Subject {
  readonly name: string
  /** Arguments of the process that serves one client on its pipe. */
  readonly stdioArgs: readonly string[]
  /** Serves HTTP in a process of its own until the test ends; resolves to the URL. */
  listen(t: TestContext): Promise<string>
  readonly read: { readonly tool: string; readonly args: Record<string, string> }
  readonly write: { readonly tool: string; args(text: string): Record<string, string> }
  /** The resource that both tools are about. */
  readonly uri: string
}

export function notesServer(): Subject {
  const script = fileURLToPath(new URL('./notes-server.ts', import.meta.url))
  return {
    name: 'a server of one’s own',
    stdioArgs: [script, '--stdio'],
    listen: t => listen(t, [script]),
    read: { tool: 'read_note', args: { id: 'a' } },
    write: { tool: 'write_note', args: text => ({ id: 'a', text }) },
    uri: 'note://a',
  }
}

/** `lintel serve` over a folder of its own. */
export function lintelServe(t: TestContext): Subject {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lintel-clients-')))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'note.txt')
  writeFileSync(file, 'first')
  const config = join(folder, 'lintel.yaml')
  writeFileSync(
    config,
    `server: { name: files, version: 1.0.0 }\ntoolkits: { filesystem: { roots: [${JSON.stringify(folder)}] } }\n`,
  )
  const serve = [fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url)), 'serve', '--config', config]
  return {
    name: 'lintel serve',
    stdioArgs: [...serve, '--stdio'],
    listen: context => listen(context, [...serve, '--port', '0']),
    read: { tool: 'read_text_file', args: { path: file } },
    write: { tool: 'write_file', args: text => ({ path: file, content: text }) },
    uri: pathToFileURL(file).href,
  }
}

async function listen(t: TestContext, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  t.after(() => stop(child))
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  for (;;) {
    const url = /http:\/\/127\.0\.0\.1:\d+\/mcp/.exec(said)?.[0]
    if (url !== undefined) return url
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}: ${said}`)
    await Promise.race([once(child.stderr, 'data'), once(child, 'exit')])
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
