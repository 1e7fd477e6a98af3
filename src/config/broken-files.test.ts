import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { loadConfig } from './load.ts'
import { ConfigError, type ConfigProblem } from './problem.ts'

/** One mistake: the file, and the problem that has to be reported: line:column, setting, reason, suggestion. */
interface Mistake {
  readonly name: string
  readonly text: string
  readonly at: string
  readonly path: string
  readonly reason: RegExp
  readonly suggestion: RegExp
}

const server = 'server: { name: files, version: 1.0.0 }\n'

const mistakes: readonly Mistake[] = [
  {
    name: 'a slip within a practice that may also be one word',
    text: `${server}practices:\n  cache: { for: 5 minutes, by: evryone }\n`,
    at: '3:32',
    path: 'practices.cache.by',
    reason: /is none of the choices/,
    suggestion: /did you mean `everyone`\?/,
  },
  {
    name: 'a word for a flag within a practice of a single tool',
    text: `${server}practices:\n  tools:\n    grep: { record: { arguments: yes } }\n`,
    at: '4:34',
    path: 'practices.tools.grep.record.arguments',
    reason: /has to be true or false, but is text/,
    suggestion: /write true or false/,
  },
  ...(['scopes', 'authorize', 'dirties'] as const).map(key => ({
    name: `${key}, which only a definition can say`,
    text: `${server}practices:\n  ${key}: [a]\n`,
    at: '3:3',
    path: `practices.${key}`,
    reason: new RegExp(`unknown key \`${key}\``),
    suggestion: /only a definition can say it: server\.tool\(name, \{ (?:scopes|dirties): \[/,
  })),
  {
    name: 'a practice by its name instead of that of its setting',
    text: `${server}practices:\n  tools: { grep: { observe: off } }\n`,
    at: '3:20',
    path: 'practices.tools.grep.observe',
    reason: /unknown key `observe`/,
    suggestion: /is set as `record`/,
  },
  {
    name: 'a list where each tool has a section',
    text: `${server}practices:\n  tools: [grep]\n`,
    at: '3:3',
    path: 'practices.tools',
    reason: /has to be a section of settings, but is a list/,
    suggestion: /write a section for each tool/,
  },
  {
    name: 'a number with a comma that is too small without its end',
    text: `${server}practices:\n  budget: { tokens: 10,000 }\n`,
    at: '3:21',
    path: 'practices.budget.tokens',
    reason: /ends at the comma/,
    suggestion: /write it without the comma: tokens: 10000$/,
  },
  {
    name: 'a number with a comma that would do without its end',
    text: `${server}practices:\n  admit: { concurrent: 1,000, waiting: 5 }\n`,
    at: '3:24',
    path: 'practices.admit.concurrent',
    reason: /ends at the comma/,
    suggestion: /concurrent: 1000$/,
  },
  {
    name: 'a key with a slip in it',
    text: `${server}listen:\n  prot: 8080\n`,
    at: '3:3',
    path: 'listen.prot',
    reason: /unknown key `prot`/,
    suggestion: /did you mean `port`\?/,
  },
  {
    name: 'a key in other capitals',
    text: `${server}toolkits:\n  filesystem: { roots: [.], readonly: true }\n`,
    at: '3:29',
    path: 'toolkits.filesystem.readonly',
    reason: /unknown key/,
    suggestion: /did you mean `readOnly`\?/,
  },
  {
    name: 'a setting at the wrong level',
    text: `${server}roots: [.]\n`,
    at: '2:1',
    path: 'roots',
    reason: /unknown key `roots`/,
    suggestion: /did you mean `toolkits\.filesystem\.roots`\?/,
  },
  {
    name: 'a section at the wrong level',
    text: `${server}filesystem: { roots: [.] }\n`,
    at: '2:1',
    path: 'filesystem',
    reason: /unknown key/,
    suggestion: /did you mean `toolkits\.filesystem`\?/,
  },
  {
    name: 'a key that resembles none',
    text: `${server}log: { colour: red }\n`,
    at: '2:8',
    path: 'log.colour',
    reason: /unknown key/,
    suggestion: /there are `level`, `format`/,
  },
  {
    name: 'text for a number',
    text: `${server}listen: { port: http }\n`,
    at: '2:17',
    path: 'listen.port',
    reason: /has to be a number, but is text/,
    suggestion: /0 to 65535/,
  },
  {
    name: 'a number with a fraction',
    text: `${server}listen: { port: 80.5 }\n`,
    at: '2:17',
    path: 'listen.port',
    reason: /has to be a whole number, but is a number with a fraction/,
    suggestion: /0 to 65535/,
  },
  {
    name: 'a number out of range',
    text: `${server}listen: { port: 70000 }\n`,
    at: '2:17',
    path: 'listen.port',
    reason: /too big: at most 65535/,
    suggestion: /0 to 65535/,
  },
  {
    name: 'a version that YAML takes for a number',
    text: 'server:\n  name: files\n  version: 1.0\n',
    at: '3:12',
    path: 'server.version',
    reason: /has to be text, but is a number/,
    suggestion: /in quotes: '1\.0'/,
  },
  {
    name: 'a missing setting',
    text: 'server:\n  name: files\n',
    at: '1:1',
    path: 'server.version',
    reason: /is missing/,
    suggestion: /write `version`/,
  },
  {
    name: 'a missing section',
    text: '# nothing yet\nlog: { level: info }\n',
    at: '2:1',
    path: 'server',
    reason: /is missing/,
    suggestion: /write `server`/,
  },
  {
    name: 'an empty file',
    text: '',
    at: '1:1',
    path: 'server',
    reason: /is missing/,
    suggestion: /write `server`/,
  },
  {
    name: 'yes for true',
    text: `${server}sessions: { enabled: yes }\n`,
    at: '2:22',
    path: 'sessions.enabled',
    reason: /true or false/,
    suggestion: /write true or false/,
  },
  {
    name: 'a duration without a unit',
    text: `${server}sessions: { idle: 30 }\n`,
    at: '2:19',
    path: 'sessions.idle',
    reason: /has to be text/,
    suggestion: /'5 minutes'/,
  },
  {
    name: 'a duration with an unknown unit',
    text: `${server}sessions: { idle: 3 weeks }\n`,
    at: '2:19',
    path: 'sessions.idle',
    reason: /is not a duration/,
    suggestion: /'5 minutes'/,
  },
  {
    name: 'a size with an unknown unit',
    text: `${server}limits: { body: 4 megs }\n`,
    at: '2:17',
    path: 'limits.body',
    reason: /is not a size/,
    suggestion: /'4 MiB'/,
  },
  {
    name: 'a choice that there is not',
    text: `${server}log: { level: warning }\n`,
    at: '2:15',
    path: 'log.level',
    reason: /none of the choices/,
    suggestion: /did you mean `warn`\?/,
  },
  {
    name: 'sign-in, which is not there yet',
    text: `${server}auth: { issuer: 'https://idp.example' }\n`,
    at: '2:1',
    path: 'auth',
    reason: /not available yet in this version/,
    suggestion: /auth: none/,
  },
  {
    name: 'an address for everyone while nobody signs in',
    text: `${server}listen:\n  host: 0.0.0.0\n`,
    at: '3:9',
    path: 'listen.host',
    reason: /nobody has to sign in/,
    suggestion: /127\.0\.0\.1/,
  },
  {
    name: 'a URL of another scheme',
    text: `${server}listen: { publicUrl: ftp://files.example }\n`,
    at: '2:22',
    path: 'listen.publicUrl',
    reason: /not an http or https URL/,
    suggestion: /https:\/\/files\.example/,
  },
  {
    name: 'an origin with a path',
    text: `${server}listen:\n  allowedOrigins:\n    - https://app.example/start\n`,
    at: '4:7',
    path: 'listen.allowedOrigins[0]',
    reason: /not an origin/,
    suggestion: /without|scheme, host and port alone/,
  },
  {
    name: 'a host name with a port',
    text: `${server}listen: { allowedHosts: ['files.example:80'] }\n`,
    at: '2:26',
    path: 'listen.allowedHosts[0]',
    reason: /not a host name/,
    suggestion: /without scheme, port or path/,
  },
  {
    name: 'one value for a list',
    text: `${server}toolkits: { filesystem: { roots: . } }\n`,
    at: '2:34',
    path: 'toolkits.filesystem.roots',
    reason: /has to be a list, but is text/,
    suggestion: /write a list/,
  },
  {
    name: 'the home folder without quotes',
    text: `${server}toolkits: { filesystem: { roots: [~] } }\n`,
    at: '2:35',
    path: 'toolkits.filesystem.roots[0]',
    reason: /is empty/,
    suggestion: /needs quotes/,
  },
  {
    name: 'a slip inside an entry of a list',
    text: `${server}toolkits:\n  filesystem:\n    roots:\n      - path: .\n        optionl: true\n`,
    at: '6:9',
    path: 'toolkits.filesystem.roots[0].optionl',
    reason: /unknown key/,
    suggestion: /did you mean `optional`\?/,
  },
  {
    name: 'a folder that does not exist',
    text: `${server}toolkits:\n  filesystem:\n    roots: [., ./nowhere]\n`,
    at: '4:16',
    path: 'toolkits.filesystem.roots[1]',
    reason: /does not exist: .*nowhere/,
    suggestion: /optional: true/,
  },
  {
    name: 'an extension without its dot',
    text: `${server}toolkits: { filesystem: { roots: [.], allow: [md] } }\n`,
    at: '2:47',
    path: 'toolkits.filesystem.allow[0]',
    reason: /not a file name extension/,
    suggestion: /'\.md'/,
  },
  {
    name: 'a reference to a variable that is not set',
    text: `${server}listen:\n  host: \${env:LISTEN_HOTS}\n`,
    at: '3:9',
    path: 'listen.host',
    reason: /LISTEN_HOTS, which is not set/,
    suggestion: /did you mean LISTEN_HOST\?/,
  },
  {
    name: 'a reference to an empty variable',
    text: `${server}listen: { host: '\${env:EMPTY}' }\n`,
    at: '2:17',
    path: 'listen.host',
    reason: /EMPTY, which is empty/,
    suggestion: /set EMPTY/i,
  },
  {
    name: 'a reference without its kind',
    text: `${server}listen: { host: "\${LISTEN_HOST}" }\n`,
    at: '2:17',
    path: 'listen.host',
    reason: /no reference/,
    suggestion: /\$\{env:LISTEN_HOST\}/,
  },
  {
    name: 'a secret in the file itself',
    text: `${server}log: { apiKey: hunter2hunter2 }\n`,
    at: '2:16',
    path: 'log.apiKey',
    reason: /a secret in the file itself/,
    suggestion: /\$\{env:LOG_API_KEY\}/,
  },
  {
    name: 'a practice with a slip in it',
    text: `${server}practices: { limt: 10/minute }\n`,
    at: '2:14',
    path: 'practices.limt',
    reason: /unknown key `limt`/,
    suggestion: /did you mean `limit`\?/,
  },
  {
    name: 'a mode with a slip in it',
    text: `${server}practices: { limit: enforced }\n`,
    at: '2:21',
    path: 'practices.limit',
    reason: /is not a rate/,
    suggestion: /did you mean `enforce`\?/,
  },
  {
    name: 'a mode with a slip in it, of a practice that has modes alone',
    text: `${server}practices: { validate: repot }\n`,
    at: '2:24',
    path: 'practices.validate',
    reason: /none of the choices/,
    suggestion: /did you mean `report`/,
  },
  {
    name: 'a rate that is none',
    text: `${server}practices:\n  limit: 10 per minute\n`,
    at: '3:10',
    path: 'practices.limit',
    reason: /is not a rate/,
    suggestion: /'600\/minute' or '10\/second', or a mode: enforce, report, off/,
  },
  {
    name: 'a number for a rate',
    text: `${server}practices: { limit: 600 }\n`,
    at: '2:21',
    path: 'practices.limit',
    reason: /has to be text or a section, but is a number/,
    suggestion: /'600\/minute'/,
  },
  {
    name: 'a rate in a section that is none',
    text: `${server}practices: { limit: { rate: fast, burst: 3 } }\n`,
    at: '2:29',
    path: 'practices.limit.rate',
    reason: /is not a rate/,
    suggestion: /'600\/minute'/,
  },
  {
    name: 'a member that the practice does not have',
    text: `${server}practices: { deadline: { afte: 3s } }\n`,
    at: '2:26',
    path: 'practices.deadline.afte',
    reason: /unknown key `afte`/,
    suggestion: /did you mean `after`\?/,
  },
  {
    name: 'a deadline without a unit',
    text: `${server}practices: { deadline: 30 }\n`,
    at: '2:24',
    path: 'practices.deadline',
    reason: /has to be text or a section/,
    suggestion: /'30s', '5 minutes'/,
  },
  {
    name: 'a budget of nothing',
    text: `${server}practices: { budget: { tokens: 0 } }\n`,
    at: '2:32',
    path: 'practices.budget.tokens',
    reason: /too small: at least 1000/,
    suggestion: /^$/,
  },
  {
    name: 'a lifetime that is none',
    text: `${server}practices: { cache: monthly }\n`,
    at: '2:21',
    path: 'practices.cache',
    reason: /is not a lifetime/,
    suggestion: /'5 minutes', or hourly, daily, weekly, immutable, or a mode/,
  },
  {
    name: 'a record that is only reported',
    text: `${server}practices: { record: report }\n`,
    at: '2:22',
    path: 'practices.record',
    reason: /is nothing that may stand here/,
    suggestion: /write enforce or off, or what it holds/,
  },
  {
    name: 'a slip in the practices of one tool',
    text: `${server}practices:\n  tools:\n    grep: { limits: 1/s }\n`,
    at: '4:13',
    path: 'practices.tools.grep.limits',
    reason: /unknown key `limits`/,
    suggestion: /did you mean `limit`\?/,
  },
  {
    name: 'a deadline of one tool that is none',
    text: `${server}practices:\n  tools:\n    grep: { deadline: soon }\n`,
    at: '4:23',
    path: 'practices.tools.grep.deadline',
    reason: /is not a duration/,
    suggestion: /'30s', '5 minutes'/,
  },
  {
    name: 'practices of a tool that are no section',
    text: `${server}practices: { tools: { grep: off } }\n`,
    at: '2:29',
    path: 'practices.tools.grep',
    reason: /has to be a section of settings, but is text/,
    suggestion: /key: value/,
  },
  {
    name: 'practices of tools in a list',
    text: `${server}practices: { tools: [grep] }\n`,
    at: '2:14',
    path: 'practices.tools',
    reason: /has to be .*, but is a list/,
    suggestion: /a section for each tool/,
  },
  {
    name: 'a tab as indentation',
    text: `${server}listen:\n\tport: 80\n`,
    at: '3:1',
    path: '',
    reason: /not valid YAML/,
    suggestion: /indent with spaces/,
  },
  {
    name: 'a key written twice',
    text: `${server}listen: { port: 1 }\nlisten: { port: 2 }\n`,
    at: '3:1',
    path: '',
    reason: /unique/,
    suggestion: /keep one of the two/,
  },
  {
    name: 'a bracket that is not closed',
    text: `${server}toolkits: { filesystem: { roots: [. } }\n`,
    at: '2:37',
    path: '',
    reason: /not valid YAML/,
    suggestion: /brackets/,
  },
  {
    name: 'a list instead of settings',
    text: '- server\n- listen\n',
    at: '1:1',
    path: '',
    reason: /not a list of settings/,
    suggestion: /listen: \{ port: 7400 \}/,
  },
]

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lintel-config-'))
})
after(() => rm(folder, { recursive: true }))

async function problemsOf(text: string): Promise<readonly ConfigProblem[]> {
  await writeFile(join(folder, 'lintel.yaml'), text)
  const environment = { LISTEN_HOST: '127.0.0.1', EMPTY: '' }
  const error = await loadConfig({ folder, environment }).then(
    () => assert.fail('the configuration was accepted'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof ConfigError, String(error))
  return error.problems
}

function lineAndColumn({ at }: ConfigProblem): string {
  return at.kind === 'file' ? `${at.line}:${at.column}` : at.name
}

for (const { name, text, at, path, reason, suggestion } of mistakes) {
  test(`${name} is reported at its place, with what to write instead`, async () => {
    const problems = await problemsOf(text)
    const found = problems.find(problem => problem.path === path && reason.test(problem.reason))
    assert.ok(found, JSON.stringify(problems.map(problem => [lineAndColumn(problem), problem.path, problem.reason])))
    assert.equal(lineAndColumn(found), at)
    assert.match(found.suggestion ?? '', suggestion)
  })
}

for (const [name, text] of [
  ['a bracket that is not closed', 'server: { name: files\nlisten: { port: 1 }\nlog: { level: info }\n'],
  ['a quote that is not closed', "server:\n  name: 'files\n  version: 1.0.0\nlisten: { port: 1 }\n"],
  ['a key without its colon', 'server:\n  name files\n  version: 1.0.0\nlisten: { port: 1 }\n'],
  ['an indentation that goes astray', 'server:\n    name: files\n  version: 1.0.0\nlisten:\n port: 1\n'],
  ['a tab', 'server:\n\tname: files\n\tversion: 1.0.0\n'],
] as const) {
  test(`${name} is one problem, not one for all that follows`, async () => {
    const problems = await problemsOf(text)
    assert.deepEqual(
      problems.map(({ reason }) => /not valid YAML: (?!.*[Ii]mplicit)/.test(reason)),
      [true],
      JSON.stringify(problems.map(({ reason }) => reason)),
    )
  })
}

test('every problem of a file is reported at once, from top to bottom', async () => {
  const problems = await problemsOf(
    'server: { name: files, titel: x }\nlisten: { port: x, host: 0.0.0.0 }\nlog: { level: loud }\ntoolkits: { filesystem: { roots: [./no] } }\n',
  )
  assert.deepEqual(
    problems.map(problem => [lineAndColumn(problem), problem.path]),
    [
      ['1:1', 'server.version'],
      ['1:24', 'server.titel'],
      ['2:17', 'listen.port'],
      ['2:26', 'listen.host'],
      ['3:15', 'log.level'],
      ['4:35', 'toolkits.filesystem.roots[0]'],
    ],
  )
})

test('a file that unfolds into a million values through aliases is refused', async () => {
  const rows = ['a: &a [x, x, x, x, x, x, x, x, x, x]']
  for (let index = 1; index < 7; index++) {
    const [from, to] = ['abcdefgh'[index - 1], 'abcdefgh'[index]]
    rows.push(`${to}: &${to} [${Array(10).fill(`*${from}`).join(', ')}]`)
  }
  const problems = await problemsOf(`${rows.join('\n')}\n`)
  assert.ok(problems.some(problem => /more than 20000 values/.test(problem.reason)))
})
