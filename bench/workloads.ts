/** One kind of request, and how many tools the server has while it answers. */
export interface Workload {
  readonly name: string
  readonly tools: number
  readonly method: 'tools/call' | 'tools/list'
  readonly params: Readonly<Record<string, unknown>>
  /** What the answer must hold, so that all servers do the same work. */
  verify(result: Result): boolean
}

export interface Result {
  readonly content?: readonly { readonly text?: string }[]
  readonly tools?: readonly unknown[]
}

export const oneCall: Workload = call('call, 1 tool', 1, 'hello')

/** Where every practice is on. The text stands for structured content. */
export const practisedWorkloads: readonly Workload[] = [
  practised('call, 1 tool', 1),
  practised('call, 1000 tools', 1000),
]

export const workloads: readonly Workload[] = [
  oneCall,
  call('call, 100 tools', 100, 'hello'),
  call('call, 1000 tools', 1000, 'hello'),
  list('list, 1 tool', 1),
  list('list, 100 tools', 100),
  list('list, 1000 tools', 1000),
  call('call, 100 KB', 1, 'x'.repeat(100 * 1024)),
]

/** What `--quick` runs. */
export const quickWorkloads: readonly string[] = ['call, 1 tool', 'call, 1000 tools', 'list, 100 tools']

function call(name: string, tools: number, text: string): Workload {
  return {
    name,
    tools,
    method: 'tools/call',
    params: { name: 'echo', arguments: { text } },
    verify: ({ content }) => content?.[0]?.text === text,
  }
}

function practised(name: string, tools: number): Workload {
  return { ...call(name, tools, 'hello'), verify: ({ content }) => content?.[0]?.text?.includes('hello') === true }
}

function list(name: string, tools: number): Workload {
  return { name, tools, method: 'tools/list', params: {}, verify: result => result.tools?.length === tools }
}
