import type { Zone } from '../../../contract/privacy.ts'

/**
 * What an address says of where it leads. `shared` is neither ours nor public (carrier NAT, overlay networks, test ranges);
 * `unusable` leads to no single machine that could be named: unspecified, multicast, reserved, or a tunnel to one of those.
 */
export type AddressKind = 'loopback' | 'private' | 'shared' | 'public' | 'unusable'

/** Addresses that begin alike: the first `bits` of `bytes`. */
export interface AddressRange {
  readonly bytes: readonly number[]
  readonly bits: number
}

/** The zone that an address belongs to by itself and by what the person declared; loopback is always this Mac. */
export const zoneOfAddress = (address: string, networkRanges: readonly AddressRange[]): Zone => {
  const kind = kindOfAddress(address)
  if (kind === 'loopback') return 'mac'
  if (kind === 'private' || isDeclared(address, networkRanges)) return 'network'
  return 'cloud'
}

/** Whether the person named this address, or a range that holds it. */
export const isDeclared = (address: string, networkRanges: readonly AddressRange[]): boolean => {
  const bytes = parseAddress(address)
  return bytes !== null && networkRanges.some((range) => isWithin(bytes, range))
}

/** What kind of address this is; `unusable` for what is none. */
export const kindOfAddress = (address: string): AddressKind => {
  const bytes = parseAddress(address)
  return bytes === null ? 'unusable' : kindOfBytes(bytes)
}

/** `192.168.1.10`, `192.168.1.0/24`, `fd00::/8`; null for what is neither. */
export const parseRange = (text: string): AddressRange | null => {
  const [address = '', bitsText, ...rest] = text.trim().split('/')
  const bytes = parseAddress(address)
  if (bytes === null || rest.length > 0) return null
  if (bitsText === undefined) return { bytes, bits: bytes.length * 8 }
  const written = /^\d{1,3}$/.test(bitsText) ? Number(bitsText) : Number.NaN
  // `::ffff:10.0.0.0/104` is `10.0.0.0/8` in another dress.
  const bits = bytes.length === 4 && address.includes(':') ? written - 96 : written
  return bits >= 0 && bits <= bytes.length * 8 ? { bytes, bits } : null
}

/** 4 or 16 bytes; an IPv4 address written as IPv6 is the IPv4 address; the scope (`%eth0`) is left off. Null for a name. */
export const parseAddress = (text: string): readonly number[] | null => {
  const bare = text.replace(/^\[(.*)\]$/, '$1').replace(/%[^%]+$/, '')
  const bytes = bare.includes(':') ? parseV6(bare) : parseV4(bare)
  if (bytes?.length !== 16) return bytes
  return startsWith(bytes, MAPPED) ? bytes.slice(12) : bytes
}

const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]

const parseV4 = (text: string): readonly number[] | null => {
  const parts = text.split('.')
  // One way to write each: `010.0.0.1` is eight to some and ten to others.
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return null
  return parts.map(Number)
}

const parseV6 = (text: string): readonly number[] | null => {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map(parseGroups)
  if (head === null || head === undefined || tail === null) return null
  if (tail === undefined) return head.length === 16 ? head : null
  const gap = 16 - head.length - tail.length
  return gap < 2 ? null : [...head, ...Array<number>(gap).fill(0), ...tail]
}

/** Groups of 16 bits, the last of which may be an IPv4 address. */
const parseGroups = (text: string): readonly number[] | null => {
  if (text === '') return []
  const groups = text.split(':')
  const bytes: number[] = []
  for (const [index, group] of groups.entries()) {
    const v4 = index === groups.length - 1 && group.includes('.') ? parseV4(group) : null
    if (v4 !== null) bytes.push(...v4)
    else if (/^[0-9a-f]{1,4}$/i.test(group)) bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff)
    else return null
  }
  return bytes
}

const kindOfBytes = (bytes: readonly number[]): AddressKind => {
  const found = KINDS.find(([, ranges]) => ranges.some((each) => isWithin(bytes, each)))
  if (found !== undefined) return found[0]
  const tunnel = TUNNELS.find(([each]) => isWithin(bytes, each))
  if (tunnel === undefined) return 'public'
  return kindOfBytes(bytes.slice(tunnel[1], tunnel[1] + 4)) === 'public' ? 'public' : 'unusable'
}

const isWithin = (bytes: readonly number[], { bytes: wanted, bits }: AddressRange): boolean => {
  if (bytes.length !== wanted.length) return false
  const whole = bits >> 3
  if (!startsWith(bytes, wanted.slice(0, whole))) return false
  const mask = 0xff00 >> (bits & 7)
  return (bits & 7) === 0 || ((bytes[whole] ?? 0) & mask & 0xff) === ((wanted[whole] ?? 0) & mask & 0xff)
}

const startsWith = (bytes: readonly number[], head: readonly number[]): boolean => head.every((byte, index) => bytes[index] === byte)

// Last, for they are read when this module is.
const range = (text: string): AddressRange => {
  const parsed = parseRange(text)
  if (parsed === null) throw new Error(`${text} is no range.`)
  return parsed
}

// The first that fits wins. By the IANA registries of special-purpose addresses.
const KINDS: readonly (readonly [AddressKind, readonly AddressRange[]])[] = [
  ['loopback', ['127.0.0.0/8', '::1'].map(range)],
  ['unusable', ['0.0.0.0/8', '192.0.0.0/24', '224.0.0.0/4', '240.0.0.0/4', '::', 'ff00::/8', '100::/64', '2001::/32'].map(range)],
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', 'fe80::/10', 'fec0::/10', 'fc00::/7'].map(range)],
  ['shared', ['100.64.0.0/10', '198.18.0.0/15', '64:ff9b:1::/48'].map(range)],
]
// An IPv4 address stands in these at the given byte: the way leads there, whatever the outer address looks like.
const TUNNELS: readonly (readonly [AddressRange, number])[] = [
  [range('64:ff9b::/96'), 12],
  [range('2002::/16'), 2],
  [range('::/96'), 12],
]
