import { BlockList, isIP } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDeclared, kindOfAddress, parseAddress, parseRange, zoneOfAddress } from '../../../src/main/core/lib/addresses.ts'

const ranges = (...texts: readonly string[]) => texts.flatMap((text) => parseRange(text) ?? [])

describe('the zone of an address', () => {
  it.each([
    ['127.0.0.1', 'loopback'], ['127.255.0.9', 'loopback'], ['::1', 'loopback'], ['::ffff:127.0.0.1', 'loopback'], ['::ffff:7f00:1', 'loopback'], ['[::1]', 'loopback'],
    ['10.1.2.3', 'private'], ['172.16.0.1', 'private'], ['172.31.255.255', 'private'], ['192.168.0.1', 'private'], ['169.254.169.254', 'private'], ['fe80::1%eth0', 'private'], ['fd12:3456::1', 'private'], ['::ffff:10.0.0.1', 'private'],
    ['100.64.0.1', 'shared'], ['198.18.0.1', 'shared'],
    ['172.32.0.1', 'public'], ['172.15.0.1', 'public'], ['192.169.0.1', 'public'], ['8.8.8.8', 'public'], ['2606:4700::1', 'public'], ['::ffff:8.8.8.8', 'public'], ['64:ff9b::8.8.8.8', 'public'], ['fbff::1', 'public'],
    ['0.0.0.0', 'unusable'], ['::', 'unusable'], ['224.0.0.1', 'unusable'], ['255.255.255.255', 'unusable'], ['ff02::1', 'unusable'], ['64:ff9b::10.0.0.1', 'unusable'], ['2002:7f00:1::', 'unusable'], ['::127.0.0.1', 'unusable'],
    ['example.org', 'unusable'], ['', 'unusable'], ['1.2.3', 'unusable'], ['010.0.0.1', 'unusable'], ['1.2.3.256', 'unusable'], ['1::2::3', 'unusable'], ['12345::', 'unusable'], ['1:2:3:4:5:6:7:8:9', 'unusable'],
  ] as const)('%s is %s', (address, kind) => {
    expect(kindOfAddress(address)).toBe(kind)
  })

  it('is this Mac, my network by nature or by word, or the cloud', () => {
    const mine = ranges('203.0.113.0/24', '2001:db8::/32', '127.0.0.0/8')
    expect(['127.0.0.1', '::1', '10.0.0.1', '203.0.113.9', '2001:db8::5', '203.0.114.1', '0.0.0.0'].map((address) => zoneOfAddress(address, mine))).toEqual(['mac', 'mac', 'network', 'network', 'network', 'cloud', 'cloud'])
    expect(zoneOfAddress('::ffff:203.0.113.9', mine)).toBe('network')
    expect(zoneOfAddress('203.0.113.9', [])).toBe('cloud')
  })

  it('reads ranges, and none that are none', () => {
    expect(['10.0.0.0/8', '10.0.0.1', 'fd00::/8', '::ffff:10.0.0.0/104', ' 10.0.0.1 '].map((text) => parseRange(text)?.bits)).toEqual([8, 32, 8, 8, 32])
    expect(['10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', '10.0.0.0/8/8', 'nas.local', '::1/129', '::ffff:10.0.0.0/8', ''].map(parseRange)).toEqual(Array<null>(8).fill(null))
    expect(isDeclared('10.1.2.3', ranges('10.0.0.0/7'))).toBe(true)
    expect(isDeclared('12.1.2.3', ranges('10.0.0.0/7'))).toBe(false)
  })

  it('agrees with Node about what an address is and what lies in a range (property)', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        expect([text, parseAddress(text) !== null]).toEqual([text, isIP(text) !== 0])
      }),
    )
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, base, bits) => {
        const list = new BlockList()
        list.addSubnet(base, bits, 'ipv4')
        expect(isDeclared(address, ranges(`${base}/${bits}`))).toBe(list.check(address, 'ipv4'))
      }),
    )
  })
})
