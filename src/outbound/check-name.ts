import { lookup } from 'node:dns/promises'
import { isPublicAddress } from './public-address.ts'
import { AddressRefused } from './refused.ts'

/** Refuses a name that leads to an address which is not public, as far as it says so now. */
export async function checkName(hostname: string): Promise<void> {
  const found = await lookup(hostname.replace(/^\[(.*)\]$/, '$1'), { all: true })
  if (found.length === 0 || !found.every(({ address }) => isPublicAddress(address))) throw new AddressRefused(hostname)
}
