import { type ErrorCode, errorTable, reportCodes } from '../../src/errors.ts'
import { refusals } from '../../src/toolkits/filesystem/refusals.ts'
import { table } from './table.ts'

/** Every error of the server, one table for each tier, in the order of the source. */
export function errorTables(): string {
  return tiers
    .map(({ tier, title, head }) => {
      const rows = Object.entries(errorTable).filter(([, row]) => row.tier === tier)
      return `## ${title}\n\n${table(
        head,
        rows.map(([code, row]) => [code, ...cells(row)]),
      )}`
    })
    .join('\n\n')
}

/** What only reports say. */
export function reportTable(): string {
  return table(['code', 'practice, and what it would have done'], Object.entries(reportCodes))
}

/** Every refusal of the filesystem tools. */
export function refusalTable(): string {
  return table(
    ['code', 'message', 'what to do'],
    Object.entries(refusals).map(([code, { message, next }]) => [code, message, next]),
  )
}

const rpcHead = ['code', 'JSON-RPC', 'HTTP', 'message', 'what to do']

const tiers = [
  { tier: 'transport', title: 'Transport: refused before it is read as MCP', head: rpcHead },
  { tier: 'protocol', title: 'Protocol: answered as a JSON-RPC error', head: rpcHead },
  {
    tier: 'application',
    title: 'Application: a result with `isError`, HTTP 200',
    head: ['code', 'category', 'retry', 'JSON-RPC', 'message', 'what to do'],
  },
] as const

function cells(row: (typeof errorTable)[ErrorCode]): readonly (string | number)[] {
  return row.tier === 'application'
    ? [row.category, row.retryable ? 'yes' : 'no', row.rpc, row.message, row.next]
    : [row.rpc, row.http, row.message, row.next]
}
