import assert from 'node:assert/strict'

type Labels = Readonly<Record<string, string>>

/** Reads the text format 0.0.4 of Prometheus and refuses whatever it does not allow; returns what looks a sample up. */
export function parseExposition(text: string): (name: string, labels: Labels) => number | undefined {
  assert.ok(text.endsWith('\n'), 'the last line ends')
  const types = new Map<string, string>()
  const samples = new Map<string, number>()
  let family: string | undefined
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line)
    if (comment) {
      const [, kind, name, rest] = comment
      if (kind === 'TYPE') {
        assert.ok(!types.has(name!), `${name} has one type`)
        assert.match(rest!, /^(?:counter|gauge|histogram)$/)
        types.set(name!, rest!)
        if (rest === 'counter') assert.match(name!, /_total$/)
      }
      family = name
      continue
    }
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+)$/.exec(line)
    assert.ok(sample, `a sample: ${line}`)
    const [, name, written, number] = sample
    const base = types.get(family!) === 'histogram' ? name!.replace(/_(?:bucket|sum|count)$/, '') : name
    assert.equal(base, family, `${name} stands under its own family`)
    const labels = Object.fromEntries(
      [...(written ?? '').matchAll(/([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"/g)].map(([, key, value]) => [
        key,
        value!.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character)),
      ]),
    )
    const key = keyOf(name!, labels)
    assert.ok(!samples.has(key), `${key} stands once`)
    const value = Number(number)
    assert.ok(Number.isFinite(value), line)
    samples.set(key, value)
  }
  return (name, labels) => samples.get(keyOf(name, labels))
}

function keyOf(name: string, labels: Labels): string {
  return `${name} ${JSON.stringify(Object.entries(labels).toSorted())}`
}
