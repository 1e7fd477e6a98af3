import type { Exchange } from './exchange.ts'

export type Traffic = (direction: 'in' | 'out', message: string) => void

/** The same exchange, with everything that is read and written shown as well. */
export function traceExchange(exchange: Exchange, traffic: Traffic): Exchange {
  return {
    method: exchange.method,
    target: exchange.target,
    base: exchange.base,
    peer: exchange.peer,
    authority: exchange.authority,
    get isOver() {
      return exchange.isOver
    },
    header: name => exchange.header(name),
    readBody(limit, done) {
      exchange.readBody(limit, read => {
        if ('text' in read) traffic('in', read.text)
        if ('value' in read) traffic('in', JSON.stringify(read.value))
        done(read)
      })
    },
    answer(status, headers, body) {
      traffic('out', body === '' ? `HTTP ${status}` : body)
      exchange.answer(status, headers, body)
    },
    stream(status, headers) {
      const bytes = exchange.stream(status, headers)
      return {
        write(text) {
          for (const line of text.split('\n'))
            if (line.startsWith('data: {')) traffic('out', line.slice('data: '.length))
          return bytes.write(text)
        },
        end: () => bytes.end(),
      }
    },
    onGone: listener => exchange.onGone(listener),
  }
}
