import { hostname, networkInterfaces } from 'node:os'
import { kindOfAddress } from '../../core/lib/addresses.ts'

/** Addresses that machines of the person's network reach this one by. Never a public one: what stands open there is open to everybody. */
export const networkAddresses = (): readonly string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    // Of a link alone (fe80::) it could not be written into an address without naming the interface of the other side.
    .filter(({ address, internal, family }) => !internal && ['private', 'shared'].includes(kindOfAddress(address)) && !(family === 'IPv6' && /^fe[89ab]/i.test(address)))
    .map(({ address }) => address)

/** Names that this machine has in its network. */
export const networkNames = (): readonly string[] => {
  const name = hostname().toLowerCase()
  const short = name.split('.')[0] ?? name
  return [...new Set([name, short, `${short}.local`])].filter((each) => each !== '' && each !== '.local')
}
