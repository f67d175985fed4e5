import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LedgerEnd } from '../../src/main/core/ports/index.ts'
import { serve, type TestServer } from '../adapters/net-gate/gate-fixture.ts'
import { canTrace, readTrace, totalsByRemote, traceArguments } from './network-trace.ts'

describe('what a trace shows', () => {
  it('counts what was sent and received, per process and address, also over lines that were interrupted', () => {
    const trace = readTrace(
      [
        '10 execve("/usr/bin/node", [], 0x1 /* 2 vars */) = 0',
        '10 socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = 20<TCP:[1]>',
        '10 socket(AF_UNIX, SOCK_STREAM, 0) = 21<UNIX-STREAM:[2]>',
        '10 write(20<TCP:[10.0.0.2:40000->203.0.113.9:443]>, ""..., 300) = 300',
        '10 writev(20<TCP:[10.0.0.2:40000->203.0.113.9:443]>, [{iov_base=""..., iov_len=7}], 1 <unfinished ...>',
        '11 sendto(22<UDP:[5]>, ""..., 33, 0, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("192.0.2.1")}, 16) = 33',
        '10 <... writev resumed>) = 7',
        '10 read(20<TCP:[10.0.0.2:40000->203.0.113.9:443]>, ""..., 65536) = 1000',
        '10 read(20<TCP:[10.0.0.2:40000->203.0.113.9:443]>, 0x1, 65536) = -1 EAGAIN (Resource temporarily unavailable)',
        '10 write(23<TCPv6:[[::1]:5->[2001:db8::1]:443]>, ""..., 4) = 4',
        '10 write(1</tmp/x>, ""..., 99) = 99',
      ].join('\n'),
    )
    expect(trace.traffic).toEqual([
      { pid: 10, remote: '203.0.113.9:443', protocol: 'TCP', bytesOut: 307, bytesIn: 1000 },
      { pid: 11, remote: '192.0.2.1:53', protocol: 'UDP', bytesOut: 33, bytesIn: 0 },
      { pid: 10, remote: '[2001:db8::1]:443', protocol: 'TCP', bytesOut: 4, bytesIn: 0 },
    ])
    expect(trace.socketsByPid).toEqual(new Map([[10, 1]]))
    expect(trace.programsByPid.get(10)).toBe('/usr/bin/node')
  })
})

describe.skipIf(!canTrace())('the gate, as the system sees it', () => {
  let there: TestServer
  let folder = ''
  beforeAll(async () => {
    there = await serve((_request, response) => void response.end('words '.repeat(5000)))
    folder = await mkdtemp(join(tmpdir(), 'freehold-trace-'))
  })
  afterAll(async () => {
    await there.close()
    await rm(folder, { recursive: true })
  })

  it('sends exactly the bytes that its records say, and what goes round it sends none', async () => {
    const trace = join(folder, 'trace')
    const child = fileURLToPath(new URL('gate-trace-child.ts', import.meta.url))
    const { stdout } = await promisify(execFile)('strace', [...traceArguments(trace), process.execPath, '--no-warnings', child, String(there.port)])
    const ends = JSON.parse(stdout) as readonly LedgerEnd[]
    expect(ends.map(({ outcome }) => outcome)).toEqual(['sent', 'sent', 'sent', 'sent'])
    const seen = readTrace(await readFile(trace, 'utf8'))
    expect(Object.fromEntries(totalsByRemote(seen))).toEqual({
      [`127.0.0.1:${there.port}`]: { bytesOut: ends.reduce((sum, { bytesOut }) => sum + bytesOut, 0), bytesIn: ends.reduce((sum, { bytesIn }) => sum + bytesIn, 0) },
    })
    expect(there.requests).toHaveLength(4)
  })
})
