import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { estimateTokens } from './estimate-tokens.ts'

/** How far the estimate may be from o200k, either way. `docs/practices.md` states it. */
const bound = 0.15

const root = new URL('../../../', import.meta.url)
const read = (pattern: string) =>
  globSync(pattern, { cwd: root })
    .sort()
    .map(path => readFileSync(new URL(path, root), 'utf8'))
    .join('\n')
    .slice(0, 100_000)

const digest = (seed: number) => createHash('sha256').update(String(seed)).digest()
const rows = Array.from({ length: 300 }, (_, id) => ({
  id,
  name: ['Ada Lovelace', 'Grace Hopper', 'Alan Turing'][id % 3],
  email: `user${id}@example.com`,
  active: id % 2 === 0,
  score: digest(id).readUInt16LE() / 100,
  created: new Date(1.7e12 + id * 86_461_123).toISOString(),
}))
const repeat = (text: string) => Array.from({ length: 40 }, () => text).join('\n')

const samples: Readonly<Record<string, string>> = {
  prose: read('docs/*.md'),
  code: read('src/wire/**/*.ts'),
  'JSON of a lock file': read('package-lock.json'),
  'JSON of records': JSON.stringify(rows),
  'JSON of records, indented': JSON.stringify(rows, null, 2),
  'JSON of numbers': JSON.stringify(rows.map(({ id }) => digest(id).readInt32LE() / 1000)),
  CSV: rows.map(row => Object.values(row).join(',')).join('\n'),
  'log lines': rows
    .map(({ id, created }) => `${created} INFO [worker-${id % 7}] path=/items/${id} status=200`)
    .join('\n'),
  HTML: rows.map(({ id, name }) => `<tr class="row"><td><a href="/users/${id}">${name}</a></td></tr>`).join('\n'),
  hexadecimal: rows.map(({ id }) => digest(id).toString('hex')).join('\n'),
  base64: rows.map(({ id }) => digest(id).toString('base64').slice(0, 42)).join(''),
  Chinese: repeat(
    '模型上下文协议是一个开放标准,它允许开发人员在其数据源和人工智能工具之间建立安全的双向连接。天气预报显示明天北京有小雨,气温在十五度左右。',
  ),
  Japanese: repeat(
    'このプロトコルは、アプリケーションが大規模言語モデルにコンテキストを提供する方法を標準化するものです。明日の東京は晴れのち曇り、最高気温は二十三度になる見込みです。',
  ),
  Korean: repeat(
    '이 프로토콜은 응용 프로그램이 대규모 언어 모델에 컨텍스트를 제공하는 방법을 표준화합니다. 내일 서울은 맑다가 흐려지겠으며 최고 기온은 이십삼 도로 예상됩니다.',
  ),
  German: repeat(
    'Das Protokoll vereinheitlicht die Art und Weise, wie Anwendungen großen Sprachmodellen Zusammenhang geben. Morgen wird in München leichter Regen erwartet.',
  ),
  Russian: repeat(
    'Протокол стандартизирует способ, которым приложения предоставляют контекст большим языковым моделям. Завтра в Москве ожидается небольшой дождь.',
  ),
}

for (const [name, text] of Object.entries(samples)) {
  test(`the estimate of ${name} is within ${bound * 100} % of o200k`, t => {
    const exact = countTokens(text)
    const error = estimateTokens(text) / exact - 1
    t.diagnostic(`${name}: ${exact} tokens, ${(error * 100).toFixed(1)} %`)
    assert.ok(Math.abs(error) <= bound, `${(error * 100).toFixed(1)} %`)
  })
}

test('no text is estimated at more than a token for each character, or at none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme-composite' })), text => {
      const tokens = estimateTokens(text)
      assert.ok(tokens <= text.length)
      assert.ok(tokens > 0 || text.trim() === '')
    }),
  )
})
