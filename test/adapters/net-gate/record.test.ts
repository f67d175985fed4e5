import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import { codeOf, createGround, endsOf, get, post, says, textOf, until } from './gate-fixture.ts'

const { server, rig, close } = createGround()
afterEach(close)

describe('the record', () => {
  it('stands before anything is connected, and where it cannot stand nothing leaves', async () => {
    const there = await server(says('x'))
    let asked = 0
    const made = rig({
      begin: () => {
        throw new AppError('LEDGER_FAILED', 'The disk is full.')
      },
      leave: { allow: () => void (asked += 1), lookup: async () => [] },
    })
    expect(await codeOf(made.send(post(`${there.url}/`)))).toBe('LEDGER_FAILED')
    expect(await codeOf(rig({ begin: () => { throw new Error('any') } }).send(post(`${there.url}/`)))).toBe('LEDGER_FAILED')
    expect([asked, there.sockets.size]).toEqual([0, 0])
  })

  it('is told to whoever sends, try by try, of refusals too', async () => {
    const there = await server(says('x'))
    const made = rig()
    const told: [number, string][] = []
    const onRecorded = (seq: number, outcome: string): void => void told.push([seq, outcome])
    await textOf(await made.send(post(`${there.url}/`), {}, { onRecorded }))
    await textOf(await made.send(post(`${there.url}/`), {}, { onRecorded }))
    expect(await codeOf(made.gate.send(made.permit(post(`${there.url}/`)), post(`${there.url}/`, 'other'), { signal: new AbortController().signal, onRecorded }))).toBe('NOT_PERMITTED')
    made.gate.shut()
    expect(await codeOf(made.send(post(`${there.url}/`), {}, { onRecorded }))).toBe('LOCAL_ONLY')
    expect(told).toEqual([[1, 'open'], [2, 'open'], [3, 'blocked'], [4, 'kept']])
    expect(made.rows.map(({ outcome }) => outcome)).toEqual(['open', 'open', 'blocked', 'kept'])
  })

  it('is finished once when the caller gives up, before and while the answer comes', async () => {
    const there = await server((request, response) => {
      if (request.url === '/slow') return
      response.write('first ')
    })
    const made = rig()
    const early = new AbortController()
    const waiting = made.send(get(`${there.url}/slow`), {}, { signal: early.signal })
    await until(() => there.requests.length === 1)
    early.abort()
    expect(await codeOf(waiting)).toBe('AbortError')
    const late = new AbortController()
    const answer = await made.send(get(`${there.url}/`), {}, { signal: late.signal })
    const reader = answer.body?.getReader()
    await reader?.read()
    late.abort()
    await expect(reader?.read()).rejects.toMatchObject({ name: 'AbortError' })
    const before = new AbortController()
    before.abort()
    expect(await codeOf(made.send(get(`${there.url}/`), {}, { signal: before.signal }))).toBe('AbortError')
    expect(endsOf(made)).toEqual(['aborted', 'aborted'])
    expect(made.rows).toHaveLength(2)
  })

  it('is finished when the reader leaves early, and the server’s connection ends', async () => {
    const there = await server((_request, response) => void response.write('first '))
    const made = rig()
    const answer = await made.send(get(`${there.url}/`))
    await answer.body?.cancel()
    expect(endsOf(made)).toEqual(['aborted'])
    const [socket] = there.sockets
    await until(() => socket?.destroyed === true)
  })

  it.each(['before a word', 'in the middle', 'in the middle of gzip'])('is finished when the server cuts %s', async (when) => {
    const there = await server((request, response) => {
      if (when !== 'before a word') {
        if (when.endsWith('gzip')) response.setHeader('content-encoding', 'gzip')
        response.write(when.endsWith('gzip') ? gzipSync('words '.repeat(5000)).subarray(0, 40) : 'first ')
      }
      setTimeout(() => request.socket.destroy(), 20)
    })
    const made = rig()
    const failed = await made.send(get(`${there.url}/`)).then(textOf).catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'UPSTREAM' })
    expect(endsOf(made)).toEqual(['failed'])
    // Nothing is tried again behind the caller's back.
    expect(there.requests).toHaveLength(1)
  })

  it('is finished when nobody answers the door', async () => {
    const there = await server(says('x'))
    await there.close()
    const made = rig({ names: {} })
    expect(await codeOf(made.send(get(`${there.url}/`)))).toBe('OFFLINE')
    expect(await codeOf(made.send(get('https://nowhere.example/'), { zone: 'cloud' }))).toBe('OFFLINE')
    expect(made.rows.map(({ ends }) => ends[0])).toMatchObject([{ outcome: 'failed', address: null, bytesOut: 0 }, { outcome: 'failed', address: null, bytesOut: 0 }])
  })

  it('is finished for a body nobody asked for and a row that cannot be finished fails the answer', async () => {
    const there = await server((_request, response) => void response.writeHead(204).end())
    const made = rig()
    expect((await made.send({ ...get(`${there.url}/`), method: 'HEAD' })).body).toBeNull()
    expect((await made.send(get(`${there.url}/`))).body).toBeNull()
    expect(endsOf(made)).toEqual(['sent', 'sent'])
    const broken = rig({ finish: () => { throw new Error('disk') } })
    expect(await codeOf(broken.send(get(`${there.url}/`)))).toBe('LEDGER_FAILED')
    const words = await server(says('words'))
    expect(await codeOf(broken.send(get(`${words.url}/`)).then(textOf))).toBe('LEDGER_FAILED')
  })

  it('holds an answer to its bounds: silence, all in all, and size', async () => {
    const there = await server((request, response) => {
      if (request.url === '/silent') return
      if (request.url === '/big') return void response.end(gzipSyncOf(response, 'x'.repeat(100_000)))
      const timer = setInterval(() => response.write('.'), 20)
      response.on('close', () => clearInterval(timer))
    })
    const made = rig({ limits: { totalMs: 300, responseBytes: 50_000 } })
    expect(await codeOf(made.send(get(`${there.url}/silent`), {}, { timeoutMs: 50 }))).toBe('UPSTREAM')
    expect(await codeOf(made.send(get(`${there.url}/drip`)).then(textOf))).toBe('UPSTREAM')
    expect(await codeOf(made.send(get(`${there.url}/big`)).then(textOf))).toBe('UPSTREAM')
    expect(endsOf(made)).toEqual(['failed', 'failed', 'failed'])
  })
})

describe('an answer that is meant to be long', () => {
  it('has the bounds that its sender gives, above those of the gate or below', async () => {
    const there = await server((_request, response) => void response.end('x'.repeat(100_000)))
    const made = rig({ limits: { responseBytes: 50_000 } })
    expect(await codeOf(made.send(get(`${there.url}/`)).then(textOf))).toBe('UPSTREAM')
    expect(await textOf(await made.send(get(`${there.url}/`), {}, { limits: { responseBytes: 100_000 } }))).toHaveLength(100_000)
    expect(await codeOf(made.send(get(`${there.url}/`), {}, { limits: { responseBytes: 10_000 } }).then(textOf))).toBe('UPSTREAM')
    // A week does not fit into a timer, which would ring at once.
    expect(await textOf(await made.send(get(`${there.url}/`), {}, { limits: { responseBytes: 100_000, totalMs: Number.POSITIVE_INFINITY } }))).toHaveLength(100_000)
  })
})

const gzipSyncOf = (response: { setHeader(name: string, value: string): unknown }, text: string): Buffer => {
  response.setHeader('content-encoding', 'gzip')
  return gzipSync(text)
}

describe('Local only', () => {
  it('ends what is under way at once, refuses what comes, and lets it go again', async () => {
    const there = await server((_request, response) => void response.write('first '))
    const made = rig()
    const answer = await made.send(get(`${there.url}/`))
    const reader = answer.body?.getReader()
    await reader?.read()
    const waiting = made.send(get(`${there.url}/`))
    made.gate.shut()
    await expect(reader?.read()).rejects.toMatchObject({ code: 'LOCAL_ONLY' })
    expect(await codeOf(waiting)).toBe('LOCAL_ONLY')
    expect(await codeOf(made.send(get(`${there.url}/`)))).toBe('LOCAL_ONLY')
    await until(() => [...there.sockets].every(({ destroyed }) => destroyed))
    expect(made.rows.map(({ outcome, ends }) => ends[0]?.outcome ?? outcome)).toEqual(['aborted', 'aborted', 'kept'])
    made.gate.open()
    await (await made.send(get(`${there.url}/`))).body?.cancel()
  })

  it('ends everything when the host does, and waits for its records', async () => {
    const there = await server((_request, response) => void response.write('first '))
    const made = rig()
    const answer = await made.send(get(`${there.url}/`))
    const reading = codeOf(textOf(answer))
    await made.gate.close()
    expect(await reading).toBe('AbortError')
    expect(endsOf(made)).toEqual(['aborted'])
    expect(await codeOf(made.send(get(`${there.url}/`)))).toBe('AbortError')
  })
})

describe('over TLS', () => {
  let tls: { readonly key: string; readonly cert: string }
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'freehold-tls-'))
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-keyout', join(folder, 'key'), '-out', join(folder, 'cert'), '-subj', '/CN=model.test', '-addext', 'subjectAltName=DNS:model.test,IP:127.0.0.1'], { stdio: 'ignore' })
    tls = { key: readFileSync(join(folder, 'key'), 'utf8'), cert: readFileSync(join(folder, 'cert'), 'utf8') }
    rmSync(folder, { recursive: true })
  })

  it('counts what TLS adds, on a server whose authority is known', async () => {
    const there = await server(says('words'), { tls })
    const made = rig({ authorities: [tls.cert] })
    expect(await textOf(await made.send(post(`${there.url}/`)))).toBe('words')
    const [socket] = there.sockets
    expect(made.rows[0]?.ends[0]?.bytesOut).toBe(socket?.bytesRead)
    expect(made.rows[0]?.ends[0]?.bytesOut).toBeGreaterThan(500)
  })

  it('sends nothing to a server that cannot prove who it is, whatever the environment says', async () => {
    const there = await server(says('words'), { tls })
    const made = rig({ names: { 'other.test': ['127.0.0.1'] } })
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      expect(await codeOf(made.send(post(`${there.url}/`)))).toBe('UPSTREAM')
      const known = rig({ authorities: [tls.cert], names: { 'other.test': ['127.0.0.1'] } })
      expect(await codeOf(known.send(post(`https://other.test:${there.port}/`)))).toBe('UPSTREAM')
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    }
    expect(there.requests).toEqual([])
  })
})
