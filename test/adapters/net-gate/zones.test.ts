import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Permit } from '../../../src/main/core/ports/index.ts'
import { parseRange } from '../../../src/main/core/lib/addresses.ts'
import { codeOf, createRig, get, type Rig, serve, textOf, type TestServer } from './gate-fixture.ts'

let there: TestServer
let made: Rig
const NAMES = {
  'here.test': ['127.0.0.2'],
  'nas.test': ['192.168.77.7'],
  'mixed.test': ['127.0.0.2', '203.0.113.9'],
  'public.test': ['203.0.113.9'],
  'nobody.test': ['0.0.0.0'],
  'group.test': ['224.0.0.1'],
  localhost: ['127.0.0.2'],
}
beforeEach(async () => {
  there = await serve((_request, response) => void response.end('words'), { host: '127.0.0.2' })
  const ranges = ['198.51.100.0/24'].flatMap((text) => parseRange(text) ?? [])
  made = createRig({ names: NAMES, networkRanges: () => ranges })
})
afterEach(async () => {
  await made.gate.close()
  await there.close()
})
const send = (host: string, zone: Permit['zone'], protocol = 'http'): Promise<string> => codeOf(made.send(get(`${protocol}://${host}:${there.port}/`), { zone }).then(textOf))

describe('the zone of a permit', () => {
  it('mac takes loopback and nothing else', async () => {
    expect(await send('here.test', 'mac')).toBe('sent')
    expect(await send('127.0.0.2', 'mac')).toBe('sent')
    for (const host of ['nas.test', 'public.test', 'mixed.test', 'nobody.test', '203.0.113.9', '10.0.0.1', '0.0.0.0', '[ff02::1]']) expect(await send(host, 'mac')).toBe('NOT_PERMITTED')
  })

  it('network takes what is private or declared, and refuses a public address', async () => {
    expect(await send('here.test', 'network')).toBe('sent')
    for (const host of ['public.test', 'mixed.test', '203.0.113.9', '[2606:4700::1]', 'group.test']) expect(await send(host, 'network')).toBe('NOT_PERMITTED')
  })

  it('cloud refuses a name outside that leads inside, and takes an inside address that was written as such', async () => {
    for (const host of ['here.test', 'nas.test', 'mixed.test', 'nobody.test']) expect(await send(host, 'cloud', 'https')).toBe('NOT_PERMITTED')
    expect(await send('127.0.0.2', 'cloud')).toBe('sent')
    expect(await send('localhost', 'cloud')).toBe('sent')
  })

  it('cloud over http is refused before anything is looked up', async () => {
    expect(await send('public.test', 'cloud')).toBe('NOT_PERMITTED')
    expect(made.rows.at(-1)).toMatchObject({ outcome: 'blocked' })
  })

  it('is written down, with no byte out, when it was refused on the way', async () => {
    await send('nas.test', 'mac')
    expect(made.rows).toMatchObject([{ outcome: 'open', ends: [{ outcome: 'failed', address: null, bytesOut: 0 }] }])
  })

  it('holds for a kept-alive connection as well: it is lent to the same zone only', async () => {
    expect(await send('127.0.0.2', 'mac')).toBe('sent')
    expect(await send('127.0.0.2', 'cloud')).toBe('sent')
    expect(there.sockets.size).toBe(2)
    expect(there.requests).toHaveLength(2)
  })
})
