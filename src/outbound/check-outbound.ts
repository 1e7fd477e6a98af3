import { checkMembers } from '../check-members.ts'
import { type Check, count, wrong } from '../check-value.ts'
import { msOf } from '../practices/duration-setting.ts'
import type { OutboundSettings } from './outbound.ts'

const checks: Readonly<Record<keyof OutboundSettings, Check>> = {
  allow: checkAllowed,
  timeout: (value, owner) => void msOf(value as never, owner),
  body: count,
  connections: count,
}

/** Refuses settings that would have no effect, and hosts that no address would ever match. */
export function checkOutbound(settings: OutboundSettings): void {
  checkMembers('createServer: outbound', settings, Object.keys(checks))
  for (const [member, value] of Object.entries(settings))
    if (value !== undefined) checks[member as keyof OutboundSettings](value, `createServer: outbound.${member}`)
}

const hostAndPort = /^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

function checkAllowed(hosts: unknown, owner: string): void {
  if (!Array.isArray(hosts)) wrong(owner, hosts, "write a list of hosts: ['billing.internal', '127.0.0.1:9000']")
  for (const host of hosts as readonly unknown[]) {
    if (typeof host === 'string' && hostAndPort.test(host)) continue
    const cure = String(host).includes('*')
      ? 'there are no patterns; name each host'
      : "write a host as it stands in the address, without https:// and path: 'billing.internal', '127.0.0.1:9000', '[::1]'"
    wrong(owner, host, cure)
  }
}
