import assert from 'node:assert/strict'
import { test } from 'node:test'
import { profileFor, readsFor } from './client-profiles.ts'

test('clients are known by the names that they send', () => {
  for (const [profile, names] of Object.entries({
    gemini: ['gemini-cli-mcp-client', 'gemini-cli-mcp-client-notes', 'antigravity-client'],
    'plain-root': [
      'claude-ai',
      'claude-code',
      'codex-mcp-client',
      'Codex',
      'ChatGPT',
      'openai-mcp',
      'Visual Studio Code',
      'Visual Studio Code - Insiders',
      'Visual-Studio-Code',
      'cursor-vscode',
      'windsurf-client',
      'Windsurf',
      'github-copilot-developer',
      'JetBrains-IU/copilot-intellij',
      'Xcode-copilot-xcode',
      'Zed',
      'opencode',
      'Cline',
      'Roo-Code',
      'Kilo-Code',
      'goose',
      'amp-mcp-client',
      'Q-DEV-CLI',
    ],
    expanded: ['kimi-cli'],
  }))
    for (const name of names) assert.equal(profileFor(name).name, profile, name)
})

test('everyone else sees what the author wrote: unknown names, test suites, the SDK, no name', () => {
  for (const name of [
    'mcp',
    'test-client',
    'conformance-test-client',
    'mcp-inspector',
    'inspector-client',
    'my-claude-like-thing',
    'notgemini',
    'amplitude',
    '',
    'x'.repeat(10_000),
    undefined,
    7,
    null,
  ])
    assert.equal(profileFor(name).name, 'standard', String(name))
})

test('names that come in ever new forms are kept up to a bound, and are known all the same', () => {
  for (let at = 0; at < 5000; at++) assert.equal(profileFor(`gemini-${at}`).name, 'gemini')
  assert.equal(profileFor('gemini-1').name, 'gemini')
})

test('what a client reads of a result is known of some, by their whole name', () => {
  assert.deepEqual(
    ['claude-code', 'cursor-vscode', 'claude-ai', 'opencode', 'mcp', 'claude-code-next', 'vscode', '', 7].map(readsFor),
    ['structured', 'structured', 'text', 'text', 'text', 'unknown', 'unknown', 'unknown', 'unknown'],
  )
})
