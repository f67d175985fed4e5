import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { openDoor, TOKEN } from './door-fixture.ts'
import { rawRequest } from './raw-request.ts'

const open = async () => {
  let nowMs = 0
  const opened = await openDoor({ monotonicMs: () => nowMs })
  const { port, origin } = opened
  const codeOf = (address: string | null): string => /^#code=(.+)$/.exec(new URL(address ?? '').hash)?.[1] ?? ''
  return {
    ...opened,
    issue: () => codeOf(opened.door.addressForOnce()),
    exchange: (code: string, headers: Readonly<Record<string, string>> = {}) => rawRequest({ port, path: '/session', method: 'POST', headers: { origin, 'x-freehold-code': code, ...headers } }),
    wait: (ms: number) => {
      nowMs += ms
    },
  }
}

describe('an address that opens the page once', () => {
  it('holds a code of 128 bits and not the token, which the page gets for it, once', async () => {
    const { issue, exchange, log } = await open()
    const code = issue()
    expect(Buffer.from(code, 'base64url')).toHaveLength(16)
    const answer = await exchange(code)
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } })
    expect(JSON.parse(answer.text)).toEqual({ token: TOKEN })
    const again = await exchange(code)
    expect(again).toMatchObject({ status: 401, text: expect.stringContaining('was used before') as string })
    expect(again.text).not.toContain(TOKEN)
    expect(JSON.stringify(log.lines)).not.toContain(code)
  })

  it.each([
    ['another site’s page', { origin: 'https://evil.example' }],
    ['a page of nowhere', { origin: 'null' }],
    ['a name that an attacker’s DNS points here', { host: 'evil.example' }],
    ['another program’s page on this machine', { 'sec-fetch-site': 'same-site' }],
  ])('is not for %s, which does not use it up either', async (_name, headers) => {
    const { issue, exchange } = await open()
    const code = issue()
    expect((await exchange(code, headers)).status).toBe(403)
    expect((await exchange(code)).status).toBe(200)
  })

  it('is not for a program that names no page, and a guess uses nothing up', async () => {
    const { issue, exchange, port } = await open()
    const code = issue()
    expect((await rawRequest({ port, path: '/session', method: 'POST', headers: { 'x-freehold-code': code } })).status).toBe(403)
    for (const guess of ['', 'x', code.slice(1), `${code}x`]) expect((await exchange(guess)).status).toBe(401)
    expect((await exchange(code)).status).toBe(200)
  })

  it('is too old after a minute, and only the newest few wait', async () => {
    const { issue, exchange, wait } = await open()
    const old = issue()
    wait(60_000)
    expect((await exchange(old)).status).toBe(401)
    const codes = Array.from({ length: 9 }, issue)
    expect((await exchange(codes[0] ?? '')).status).toBe(401)
    for (const code of codes.slice(1)) expect((await exchange(code)).status).toBe(200)
  })

  it('is nothing on the unix socket', async () => {
    const { issue, socketPath } = await open()
    const status = await new Promise((resolve, reject) => {
      request({ socketPath, path: '/session', method: 'POST', headers: { 'x-freehold-code': issue() } }, (answer) => resolve(answer.resume().statusCode)).on('error', reject).end()
    })
    expect(status).toBe(405)
  })
})
