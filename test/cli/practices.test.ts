import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PracticeTableRow } from '../../src/primitives/practice-rows.ts'
import { LintelProcess, run } from './lintel-process.ts'
import { filesConfig, makeWorkspace } from './workspace.ts'

const practices = [
  'practices:',
  '  limit: { rate: 5/second, mode: report }',
  '  admit: off',
  '  validate: enforce',
  '  tools:',
  '    grep: { deadline: 5s, cache: 1 minute }',
  '    read_text_file: { limit: { rate: 1/minute, mode: enforce }, budget: { tokens: 1500 }, deadline: off }',
  '',
].join('\n')

/** The cells of the table, by tool and column. */
function readTable(text: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const [head, ...lines] = text
    .trimEnd()
    .split('\n')
    .map(line => line.split(/ {2,}/))
  return Object.fromEntries(
    lines.map(([name, ...cells]) => [name, Object.fromEntries(cells.map((cell, at) => [head![at + 1], cell]))]),
  )
}

test('tools --practices prints what is in force for each tool: defaults, overrides, what is off or only reports', async () => {
  await using workspace = await makeWorkspace({
    'plain.yaml': filesConfig,
    'lintel.yaml': filesConfig + practices,
    'files/a': '',
  })
  const { folder } = workspace
  const plain = readTable((await run(['tools', '--practices', '--config', 'plain.yaml'], { folder })).stdout)
  assert.deepEqual(
    [plain['grep']!['limit'], plain['write_file']!['limit'], plain['grep']!['deadline'], plain['grep']!['cache']],
    ['600/minute', '120/minute', '30s', 'off'],
  )
  const { code, stdout, stderr } = await run(['tools', '--practices'], { folder })
  assert.deepEqual([code, stderr], [0, ''])
  const tuned = readTable(stdout)
  assert.deepEqual(
    [tuned['grep']!, tuned['read_text_file']!, tuned['write_file']!].map(
      ({ admit, limit, deadline, budget, validate }) => [admit, limit, deadline, budget, validate],
    ),
    [
      ['off', 'report 5/second', '5s', '25,000 tokens', 'on'],
      ['off', '1/minute', 'off', '1,500 tokens', 'on'],
      ['off', 'report 5/second', '30s', '25,000 tokens', 'on'],
    ],
  )
  assert.notEqual(tuned['grep']!['cache'], 'off')
})

test('tools --practices --json gives the same, for programs', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig + practices, 'files/a': '' })
  const { code, stdout } = await run(['tools', '--practices', '--json'], { folder: workspace.folder })
  assert.equal(code, 0)
  const rows = JSON.parse(stdout) as readonly PracticeTableRow[]
  const state = (tool: string, practice: string) =>
    rows.find(({ name }) => name === tool)?.practices.find(({ name }) => name === practice)
  assert.deepEqual(state('grep', 'limit'), { name: 'limit', mode: 'report', setting: '5/second' })
  assert.deepEqual(state('grep', 'admit')?.mode, 'off')
  assert.deepEqual(state('read_text_file', 'limit'), { name: 'limit', mode: 'enforce', setting: '1/minute' })
})

test('a variable tunes a practice over the file', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig + practices, 'files/a': '' })
  const environment = { LINTEL_PRACTICES_LIMIT: '7/second', LINTEL_PRACTICES_ADMIT: '{ concurrent: 3 }' }
  const { stdout } = await run(['tools', '--practices'], { folder: workspace.folder, environment })
  assert.match(readTable(stdout)['grep']!['limit']!, /7\/second/)
  assert.match(readTable(stdout)['grep']!['admit']!, /^3 at once/)
})

test('a running server is not asked for its practices', async () => {
  const { code, stderr } = await run(['tools', '--practices', '--url', 'http://127.0.0.1:1/mcp'])
  assert.equal(code, 2)
  assert.match(stderr, /does not tell its practices: leave --url out/)
})

test('practices of a tool that there is not are refused with their line and the tool that was meant, by every command', async () => {
  const text = `${filesConfig}practices:\n  tools:\n    read_txt_file: { limit: off }\n    paint: { limit: off }\n`
  await using workspace = await makeWorkspace({ 'lintel.yaml': text, 'files/a': '' })
  const { folder } = workspace
  for (const args of [['serve'], ['config', 'check'], ['tools', '--practices'], ['lint']]) {
    const { code, stdout, stderr } = await run(args, { folder })
    assert.deepEqual([code, stdout], [2, ''], args.join(' '))
    assert.match(stderr, /^lintel\.yaml:6:5: error: practices\.tools\.read_txt_file: there is no tool `read_txt_file`/)
    assert.match(stderr, /did you mean `read_text_file`\?/)
    assert.match(
      stderr,
      /lintel\.yaml:7:5: error: practices\.tools\.paint: .*\n.*\n.*\n.*`lintel tools --practices` lists/,
    )
    assert.match(stderr, /2 problems in the configuration; nothing was started/)
  }
})

test('a practice that is written wrong is refused with its line and what to write, by every command', async () => {
  const text = `${filesConfig}practices:\n  limit: fast\n`
  await using workspace = await makeWorkspace({ 'lintel.yaml': text, 'files/a': '' })
  for (const args of [['serve'], ['config', 'check'], ['tools', '--practices'], ['lint']]) {
    const { code, stderr } = await run(args, { folder: workspace.folder })
    assert.equal(code, 2)
    assert.match(stderr, /lintel\.yaml:5:10: error: practices\.limit: is not a rate/)
    assert.match(stderr, /'600\/minute'/)
  }
})

test('settings that cannot be held together are refused in words, and nothing is started', async () => {
  const text = `${filesConfig}practices:\n  limit: { burst: 1, weight: 2 }\n`
  await using workspace = await makeWorkspace({ 'lintel.yaml': text, 'files/a': '' })
  for (const args of [['serve'], ['config', 'check']]) {
    const { code, stdout, stderr } = await run(args, { folder: workspace.folder })
    assert.deepEqual([code, stdout], [2, ''])
    assert.match(stderr, /^practices: .*counts 2 never passes a limit of burst 1\.\nNothing was started\.\n$/)
  }
})

test('serve shows which practices are off or only report: in the banner, and in the log where it is JSON', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig + practices, 'files/a.txt': 'hello\n' })
  const { folder } = workspace
  await using server = new LintelProcess(['serve'], { folder })
  await server.saw(/Stop +Ctrl/)
  assert.match(server.stderr, /^ {2}Relaxed {3}admit is off$/m)
  assert.match(server.stderr, /^ {12}limit only reports for list_allowed_directories, \w+, \w+ and 19 more$/m)
  assert.match(server.stderr, /^ {12}deadline is off for read_text_file$/m)
  assert.doesNotMatch(server.stderr, /(?:validate|budget|cache|check|downstream) (?:is|only)/)
  await using other = new LintelProcess(['serve'], { folder, environment: { LINTEL_LOG_FORMAT: 'json' } })
  await other.saw(/"practice":"deadline"/)
  const lines = other.stderr
    .split('\n')
    .filter(line => line.includes('practice.relaxed'))
    .map(line => JSON.parse(line) as { level: string; practice: string; mode: string; tools?: string[] })
  assert.deepEqual(
    lines.map(({ level, practice, mode, tools }) => [level, practice, mode, tools?.length]),
    [
      ['warn', 'admit', 'off', undefined],
      ['warn', 'limit', 'report', 22],
      ['warn', 'deadline', 'off', 1],
    ],
  )
})

test('serve with everything on says nothing of practices', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig, 'files/a.txt': '' })
  await using server = new LintelProcess(['serve'], { folder: workspace.folder })
  await server.saw(/Stop +Ctrl/)
  assert.doesNotMatch(server.stderr, /Relaxed/)
})

test('what the configuration sets is held: an enforced limit refuses, a reported one lets through and is recorded', async () => {
  await using workspace = await makeWorkspace({
    'lintel.yaml': `${filesConfig}practices:\n  limit: { rate: 1/day, burst: 1, mode: report }\n  tools:\n    read_text_file: { limit: { mode: enforce } }\n`,
    'files/a.txt': 'hello\n',
  })
  await using server = new LintelProcess(['serve'], { folder: workspace.folder })
  const url = await server.url()
  const call = (tool: string) => run(['call', tool, 'path=a.txt', '--url', url])
  const codes = []
  for (let at = 0; at < 3; at++) codes.push((await call('read_text_file')).code)
  assert.equal(codes.at(-1), 3)
  for (let at = 0; at < 3; at++) assert.equal((await call('get_file_info')).code, 0)
  await server.saw(/get_file_info[^\n]*RATE_LIMITED|RATE_LIMITED[^\n]*get_file_info/)
})

test('an operator names the system behind a tool: tools that name the same share its breaker, which the metrics show', async () => {
  const text = [
    'practices:',
    '  tools:',
    '    grep: { downstream: disk }',
    '    search_files: { downstream: disk, validate: report }',
    '    read_text_file: { downstream: { name: tape, failures: 3, open: 5s, retries: 0 } }',
    '',
  ].join('\n')
  await using workspace = await makeWorkspace({ 'lintel.yaml': filesConfig + text, 'files/a.txt': 'hello\n' })
  const { folder } = workspace
  const table = readTable((await run(['tools', '--practices'], { folder })).stdout)
  assert.deepEqual(
    ['grep', 'search_files', 'read_text_file', 'write_file'].map(tool => table[tool]!['downstream']),
    ['disk', 'disk', 'tape', 'off'],
  )
  await using server = new LintelProcess(['serve'], { folder })
  const metrics = await (await fetch(new URL('/metrics', await server.url()))).text()
  assert.deepEqual(metrics.match(/^lintel_downstream_open\{.*$/gm)?.toSorted(), [
    'lintel_downstream_open{downstream="disk"} 0',
    'lintel_downstream_open{downstream="tape"} 0',
  ])
})

test('a system that is named wrong, or set differently for two tools, is refused in words, and nothing is started', async () => {
  for (const [tools, says] of [
    [
      'grep: { downstream: { nam: disk } }',
      /lintel\.yaml:6:27: error: .*unknown key `nam`[\s\S]*did you mean `name`\?/,
    ],
    [
      'grep: { downstream: 7 }',
      /lintel\.yaml:6:25: error: practices\.tools\.grep\.downstream: .*\n[\s\S]*such as 'shop'/,
    ],
    ["grep: { downstream: '' }", /practices\.tools\.grep\.downstream: is [\s\S]*such as 'shop'/],
    [
      'grep: { downstream: disk }\n    search_files: { downstream: { name: disk, failures: 3 } }',
      /^practices: tool "\w+": downstream "disk" is set differently elsewhere: \d failures/,
    ],
  ] as const) {
    const text = `${filesConfig}practices:\n  tools:\n    ${tools}\n`
    await using workspace = await makeWorkspace({ 'lintel.yaml': text, 'files/a': '' })
    const { code, stdout, stderr } = await run(['config', 'check'], { folder: workspace.folder })
    assert.deepEqual([code, stdout], [2, ''], tools)
    assert.match(stderr, says)
  }
})

test('practices: report in one word holds for all of them, and an overlay or a variable tunes one', async () => {
  await using workspace = await makeWorkspace({
    'lintel.yaml': `${filesConfig}practices: report\n`,
    'lintel.production.yaml': 'practices: { deadline: { after: 5s, mode: enforce } }\n',
    'files/a': '',
  })
  const { folder } = workspace
  const environment = { LINTEL_ENV: 'production', LINTEL_PRACTICES_LIMIT: '7/minute' }
  const { stdout } = await run(['tools', '--practices'], { folder, environment })
  const row = readTable(stdout)['write_file']!
  assert.deepEqual(
    ['admit', 'limit', 'validate', 'deadline', 'budget', 'check', 'record'].map(name => row[name]),
    ['report 100 at once', 'report 7/minute', 'report', '5s', 'report 25,000 tokens', 'report', 'on'],
  )
  const shown = await run(['config', 'show'], { folder })
  assert.match(shown.stdout, / {2}mode: report {2}# lintel\.yaml:4\n/)
})

test('one word for the practices that is no mode is refused with its line and the modes', async () => {
  await using workspace = await makeWorkspace({ 'lintel.yaml': `${filesConfig}practices: repot\n`, 'files/a': '' })
  const { code, stderr } = await run(['config', 'check'], { folder: workspace.folder })
  assert.equal(code, 2)
  assert.match(stderr, /lintel\.yaml:4:12: error: practices: .*\n[\s\S]*'enforce', 'report' or 'off'/)
})

test('a lifetime for a tool that writes is refused with its line, and a cure for who writes the configuration', async () => {
  const text = `${filesConfig}practices:\n  tools:\n    write_file: { cache: 5 minutes }\n`
  await using workspace = await makeWorkspace({ 'lintel.yaml': text, 'files/a': '' })
  const { code, stderr } = await run(['config', 'check'], { folder: workspace.folder })
  assert.equal(code, 2)
  assert.match(
    stderr,
    /^lintel\.yaml:6:19: error: practices\.tools\.write_file\.cache: results of write_file cannot be kept/,
  )
  assert.match(stderr, /take it out/)
})
