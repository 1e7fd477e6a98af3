import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isSecretKey } from './secret-keys.ts'
import { mask, maskSecrets } from './secret-shapes.ts'

/** What must not be left of each, around it what must. Put together here, so that no scanner takes this file for a leak. */
const join = (...parts: readonly string[]) => parts.join('')
const body = 'A1b2C3d4E5f6G7h8J9k0L1m2N3p4Q5r6S7t8'
const secrets: Readonly<Record<string, string>> = {
  'bearer token': join('Bearer ', body),
  'basic credentials': 'Basic dXNlcjpwYXNzd29yZC0xMjM0',
  'JSON Web Token': join(
    'eyJhbGciOiJIUzI1NiJ9',
    '.eyJzdWIiOiIxMjM0NTYifQ.',
    'dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
  ),
  'unsigned JSON Web Token': join('eyJhbGciOiJub25lIn0', '.eyJzdWIiOiIxMjM0NTYifQ.'),
  'encrypted JSON Web Token': join('eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0', '..aXZpdml2aXY.', body, '.dGFndGFn'),
  'GitHub token': join('ghp', '_', body),
  'GitHub fine-grained token': join('github', '_pat_', body),
  'GitLab token': join('glpat', '-', 'aBcDeFgHiJkLmNoPqRsT'),
  'Slack token': join('xoxb', '-1234567890-', 'abcdefghijkl'),
  'npm token': join('npm', '_', body),
  'PyPI token': join('pypi', '-AgEIcHlwaS5vcmc', body),
  'Hugging Face token': join('hf', '_', body),
  'OpenAI key': join('sk', '-proj-', body),
  'Anthropic key': join('sk', '-ant-api03-', body),
  'Stripe key': join('sk', '_live_', body),
  'Stripe webhook secret': join('whsec', '_', body),
  'Google key': join('AIza', 'SyA1b2C3d4E5f6G7h8J9k0L1m2N3p4Q5r6S'),
  'AWS access key id': join('AKIA', 'IOSFODNN7EXAMPLE'),
  'SendGrid key': join('SG', '.abcdefghijklmnop.', body),
  'DigitalOcean token': join('dop', '_v1_', 'a1b2c3d4'.repeat(8)),
  'Shopify token': join('shpat', '_', 'a1b2c3d4'.repeat(4)),
}

for (const [name, secret] of Object.entries(secrets)) {
  test(`${name}: no half of it is left, wherever in a text it stands`, () => {
    for (const text of [secret, `it is ${secret}, they said`, `"${secret}"`, `x=${secret}&y`, `(${secret})\n`]) {
      const masked = maskSecrets(text)
      const tail = secret.replace(/^(?:Bearer|Basic) /, '')
      assert.ok(!masked.includes(tail.slice(0, Math.ceil(tail.length / 2))), masked)
      assert.ok(!masked.includes(tail.slice(Math.floor(tail.length / 2))), masked)
    }
    assert.match(maskSecrets(`before ${secret} after`), /^before .*•.* after$/)
  })
}

test('a private key is masked whole, one that is cut off too', () => {
  const begin = join('-----BEGIN RSA PRIV', 'ATE KEY-----')
  const key = `${begin}\nMIIEpAIBAAKCAQEA\n7bq8\n`
  assert.equal(
    maskSecrets(`a ${key}${begin.replace('BEGIN', 'END')} b`),
    `a ${begin}••••••${begin.replace('BEGIN', 'END')} b`,
  )
  assert.doesNotMatch(maskSecrets(key), /MIIE|7bq8/)
  assert.doesNotMatch(maskSecrets(join('-----BEGIN PRIV', 'ATE KEY-----\\nMIIEvQ')), /MIIE/)
})

test('the password in a URL is masked, and the rest of the URL is left', () => {
  assert.equal(
    maskSecrets('postgres://me:p4ss!word@db.example:5432/x?y=1'),
    'postgres://me:••••••@db.example:5432/x?y=1',
  )
  assert.equal(maskSecrets('redis://:p4ss@localhost'), 'redis://:••••••@localhost')
  assert.equal(
    maskSecrets('https://a.example/?access_token=abc123&page=2'),
    'https://a.example/?access_token=••••••&page=2',
  )
})

test('a secret behind its name in free text is masked', () => {
  assert.equal(maskSecrets('password=hunter2, user=me'), 'password=••••••, user=me')
  assert.equal(maskSecrets('{"apiKey": "abcdef", "n": 1}'), '{"apiKey": "••••••", "n": 1}')
  assert.equal(maskSecrets('client_secret: s3cr3t'), 'client_secret: ••••••')
  assert.equal(maskSecrets('password=a(b)[c]{d} next'), 'password=•••••• next')
  assert.equal(maskSecrets('{"a":{"pin":false},"password":1234}'), '{"a":{"pin":false},"password":••••••}')
})

test('ordinary text is left as it is', () => {
  const texts = [
    'The token bucket refills every minute; press any key.',
    'https://files.example:8443/a/b?page=2#top',
    'src/secret-shapes.ts:12:3 sk-learn is a library, ghp_ a prefix',
    'mailto:someone@files.example at 10:30',
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
  ]
  for (const text of texts) assert.equal(maskSecrets(text), text)
})

test('keys that hold secrets are told from keys that do not', () => {
  const secret = [
    'token',
    'accessToken',
    'access_token',
    'API-KEY',
    'apiKey',
    'key',
    'DB_PASSWORD',
    'clientSecret',
    'Authorization',
    'Cookie',
    'private_key',
    'passphrase',
  ]
  const open = [
    'progressToken',
    'maxTokens',
    'tokens',
    'keyboard',
    'publicKey',
    'path',
    'tokenizer',
    'monkey',
    'secretary',
    '',
    'keys',
  ]
  assert.deepEqual(
    secret.filter(key => !isSecretKey(key)),
    [],
  )
  assert.deepEqual(open.filter(isSecretKey), [])
})

test('masking twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...Object.values(secrets)))), parts => {
      const once = maskSecrets(parts.join(' '))
      assert.equal(maskSecrets(once), once)
    }),
  )
})

test('a secret at the end of a long text that is made to be slow to search is found', () => {
  const seeds = [
    'a.',
    'eyJ-',
    'eyJaaaaaa.',
    '-----BEGIN ',
    'a://',
    'a:b@',
    'SG.',
    'passwor=',
    '?ke=',
    'Beare ',
    'A B ',
    'xoxb-',
  ]
  for (const seed of seeds) {
    const masked = maskSecrets(`${seed.repeat(Math.ceil(200_000 / seed.length))} password=hunter2`)
    assert.doesNotMatch(masked.slice(-20), /hunter2/, seed)
  }
})

test('JSON within JSON, cut off or not, is masked by the names in it, and stays JSON', () => {
  const inner = JSON.stringify({ password: 'hunter2', apiKey: 'hunter2', note: 'seen' })
  const outer = JSON.stringify({ text: inner })
  for (const text of [inner, outer, inner.slice(0, -5), outer.slice(0, -5)])
    assert.doesNotMatch(maskSecrets(text), /hunter2/)
  const read = JSON.parse(JSON.parse(maskSecrets(outer)).text) as Record<string, unknown>
  assert.deepEqual(read, { password: mask, apiKey: mask, note: 'seen' })
})

const plain = 'hunter2Secret99'
/** As programs, shells, drivers and people write them. */
const everyday: readonly string[] = [
  `DB_PASSWORD=${plain}`,
  `aws_secret_access_key = ${plain}`,
  `dbPassword=${plain}`,
  `PGPASSWORD=${plain} psql`,
  `OPENAI_API_KEY=${plain}`,
  `MYSQL_PWD=${plain}`,
  `token=${plain}`,
  `Cookie: sid=${plain}`,
  `Set-Cookie: session=${plain}; Path=/`,
  `passphrase: ${plain}`,
  `private_key=${plain}`,
  `mysql --password ${plain} --user me`,
  `postgres://u:ab/${plain}@db/x`,
  `postgres://u:ab@${plain}@db/x`,
  `smtp://me@x.com:${plain}@mail`,
  `https://${plain}@files.example/x.git`,
  `https://s3.example/x?X-Amz-Security-Token=${plain}&a=1`,
  `https://x.example/?X-Goog-Signature=${plain}`,
  `https://x.example/cb#access_token=${plain}`,
  `https://x.example/?session_token=${plain}`,
  `{"password":"correct ${plain} battery"}`,
  `bad body {"password": "a,${plain}"}`,
  `password='a b ${plain}'`,
  `password="x\\"${plain}"`,
  `Authorization: Digest ${plain}`,
  `authorization: ${plain}`,
  `Bearer\t${plain}`,
  `x-api-key: ${plain}`,
  join('-----BEGIN PGP PRIV', `ATE KEY BLOCK-----\n${plain}\n-----END PGP PRIV`, 'ATE KEY BLOCK-----'),
  `user=admin;Password = ${plain};Server=x`,
  `AccountKey=${plain};Endpoint=y`,
  `got {"db_password":"${plain}"} from the shop`,
  `{\\"body\\":\\"x\\",\\"api_key\\":\\"${plain}\\"}`,
]

for (const text of everyday)
  test(`no part of the secret is left of ${text.slice(0, 40).replaceAll('\n', ' ')}`, () =>
    assert.ok(!maskSecrets(text).includes(plain), maskSecrets(text)))

test('words of everyday language before a colon are no names of secrets', () => {
  for (const text of [
    'Unexpected token: end of input',
    'Unknown key: max_items, did you mean limit?',
    'tokens_in: 12, max_tokens=4096, primary_key: id',
    'password: null',
    'http://127.0.0.1:7400/mcp?user=me@files.example',
    'The pass: second of three',
    'password: must have at least 8 characters; cookie: Unknown argument',
    'Basic authentication failed, basic knowledge of SQL, bearer authentication failed, Token Authentication',
    'Duplicate key: user_id_12345, Redis key: session:9f8e7d6c, S3 key: backups/2026/11/25.tar.gz',
    'https://maps.example/?key=home&lat=1',
    'PWD=/home/ada HOME=/home/ada',
    'const token = await getToken(user)',
    'function login(password: string, user: string)',
    'usage: app --token TOKEN',
    'invalid_token: The access token expired',
    'Set-Cookie: missing',
    'nextPageToken=CAUQAA, continuation_token: 12',
  ])
    assert.equal(maskSecrets(text), text)
})

test('what looks like the beginning of a secret again and again takes time linear in the text', () => {
  const hostile = [
    'eyJ-',
    'eyJaaaaaa.',
    'password=',
    'password="',
    '--token ',
    'a_password ',
    'a:a@',
    'x://a:a',
    'Bearer ',
  ]
  for (const piece of [...hostile, '-----BEGIN PRIVATE KEY-----', 'sk-', '4111 ', '\\\\"']) {
    const took = (size: number) => {
      const text = piece.repeat(Math.ceil(size / piece.length))
      const start = performance.now()
      maskSecrets(text)
      return performance.now() - start
    }
    took(10_000)
    const [small, large] = [Math.max(took(20_000), 0.5), took(400_000)]
    assert.ok(large / small < 400, `${piece}: ${small} ms for 20 KB, ${large} ms for 400 KB`)
  }
})
