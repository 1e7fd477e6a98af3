import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readEvents, type SseEvent } from './sse.ts'

/** The events of a text that arrives cut at these places. */
async function eventsOf(text: string, cuts: readonly number[] = []) {
  const bytes = new TextEncoder().encode(text)
  const places = [0, ...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  const chunks = places.slice(1).map((place, index) => bytes.slice(places[index], place))
  return collect(ReadableStream.from(chunks))
}

async function collect(body: ReadableStream<Uint8Array>): Promise<readonly SseEvent[]> {
  const events: SseEvent[] = []
  for await (const event of readEvents(body)) events.push(event)
  return events
}

const text =
  ': hello\r\n\r\nid: 1\r\nretry: 500\r\ndata:\r\n\r\nevent: message\nid: 2\ndata: {"a":\ndata: "é"}\n\ndata:x\rid: 3\r\rdata: cut off'
const events = [
  { id: '1', retry: 500, data: '' },
  { id: '2', retry: undefined, data: '{"a":\n"é"}' },
  { id: '3', retry: undefined, data: 'x' },
]

test('events are read with every line end; comments and what is cut off are left out', async () => {
  assert.deepEqual(await eventsOf(text), events)
})

test('it makes no difference where the network cuts the text', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.nat()), async cuts => {
      assert.deepEqual(await eventsOf(text, cuts), events)
    }),
  ))

test('an event without end is given up', async () => {
  const chunk = new Uint8Array(1024 * 1024).fill(120)
  async function* endless() {
    for (;;) yield chunk
  }
  await assert.rejects(collect(ReadableStream.from(endless())), RangeError)
})
