const headEnd = Buffer.from('\r\n\r\n')
const lastChunk = Buffer.from('0\r\n\r\n')

/** Splits what a connection receives into responses, and tells the status of each. One response at a time, no pipelining. */
export function makeResponseReader(onResponse: (status: number) => void): (chunk: Buffer) => void {
  let buffered: Buffer = Buffer.alloc(0)
  return chunk => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk])
    const headLength = buffered.indexOf(headEnd)
    if (headLength < 0) return
    const head = buffered.toString('latin1', 0, headLength).toLowerCase()
    if (!isComplete(buffered, headLength + headEnd.length, head)) return
    buffered = Buffer.alloc(0)
    onResponse(Number(head.slice(9, 12)))
  }
}

function isComplete(buffered: Buffer, bodyStart: number, head: string): boolean {
  const length = /\r\ncontent-length: *(\d+)/.exec(head)
  if (length) return buffered.length >= bodyStart + Number(length[1])
  return buffered.subarray(-lastChunk.length).equals(lastChunk)
}
