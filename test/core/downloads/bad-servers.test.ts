import { describe, expect, it } from 'vitest'
import { expectNothing, expectWhole, HUB, isFile, MODEL, onParts, pull, rig, server, start, useServer } from './from-server.ts'
import { modelBytes } from './model-bytes.ts'
import { everRises, isEnded } from './rig.ts'

useServer()

describe.each([['the hub', HUB], ['an address', 'address']])('from %s', (_, wanted) => {
  const ref = (): string => (wanted === 'address' ? `${server.url}/tiny.gguf` : wanted)

  it('that keeps silent in the middle: that part is asked for again', async () => {
    start({ times: { stallMs: 1000 } })
    onParts((number) => (number % 3 === 1 ? { type: 'stall', afterBytes: 20_000 } : null))
    expect(await pull(ref())).toMatchObject({ state: 'done' })
    expectWhole()
    // Of a part that broke off only what was missing.
    expect(server.sentBytes()).toBeLessThan(MODEL.length * 1.2)
  })

  it('that keeps silent from the first byte on, for a while', async () => {
    start({ times: { stallMs: 1000 } })
    onParts((number) => (number <= 2 ? { type: 'stall', afterBytes: 0 } : null))
    expect(await pull(ref())).toMatchObject({ state: 'done' })
    expectWhole()
  })

  it('that cuts each part: it goes on from where it is', async () => {
    start()
    onParts(() => ({ type: 'cut', afterBytes: 30_000 }))
    expect(await pull(ref())).toMatchObject({ state: 'done', problem: null })
    expectWhole()
    expect(server.sentBytes()).toBe(MODEL.length)
  })

  it('that sends nothing, ever: it fails in words, and what came is kept', async () => {
    start()
    onParts((number) => (number === 1 ? null : { type: 'cut', afterBytes: 0 }))
    expect(await pull(ref())).toMatchObject({ state: 'failed', problem: { code: 'UPSTREAM' }, receivedBytes: 64 * 1024 })
    server.misbehave(() => null)
    await rig.downloads.resume(rig.one().downloadId)
    expect(await rig.until(({ state }) => state === 'done' || state === 'failed')).toMatchObject({ state: 'done' })
    expectWhole()
  })

  it('that gives no parts: one stream, from the start again where it breaks off', async () => {
    start()
    let cuts = 0
    onParts(() => ({ type: 'no-ranges', ...((cuts += 1) <= 3 ? { cutAfterBytes: 300_000 } : {}) }))
    expect(await pull(ref())).toMatchObject({ state: 'done' })
    expectWhole()
  })

  it('that knows no such part: one stream', async () => {
    start()
    server.misbehave(({ method, path, range }) => (method === 'GET' && isFile(path) && range !== null ? { type: 'status', status: 416 } : null))
    expect(await pull(ref())).toMatchObject({ state: 'done' })
    expectWhole()
  })

  it('that says it is another part than was asked for', async () => {
    start()
    onParts(() => ({ type: 'wrong-range' }))
    expect(await pull(ref())).toMatchObject({ state: 'failed', problem: { code: 'WRONG_FILE' } })
    expectNothing()
  })

  it('that lies about the length of parts', async () => {
    start()
    onParts(() => ({ type: 'lie', sizeBytes: 2_000_000 }))
    expect(await pull(ref())).toMatchObject({ state: 'failed', problem: { code: 'WRONG_FILE' } })
    expectNothing()
  })

  it('that sends more than it was asked for', async () => {
    start()
    onParts(() => ({ type: 'more' }))
    expect(await pull(ref())).toMatchObject({ state: 'failed', problem: { code: 'WRONG_FILE' } })
    expectNothing()
  })

  it.each([[403, 'UPSTREAM'], [404, 'NOT_FOUND'], [410, 'NOT_FOUND'], [451, 'UPSTREAM']])('that answers %i by then', async (status, code) => {
    start()
    onParts((number) => (number > 3 ? { type: 'status', status } : null))
    expect(await pull(ref())).toMatchObject({ state: 'failed', problem: { code } })
    expect(rig.models()).toEqual([])
  })

  it.each([429, 500, 503])('that answers %i for a while', async (status) => {
    start()
    onParts((number) => (number <= 5 || number === 9 ? { type: 'status', status } : null))
    expect(await pull(ref())).toMatchObject({ state: 'done' })
    expectWhole()
  })

  it('that sends a web page: that is no model, and said so', async () => {
    start()
    server.misbehave(() => ({ type: 'page' }))
    expect(await pull(ref())).toMatchObject({ state: 'failed', problem: { code: expect.stringMatching(/WRONG_FILE|NOT_FOUND/) } })
    expectNothing()
  })

  it('that goes away and comes back: it waits, says so, and goes on by itself', async () => {
    start()
    onParts((number) => (number > 4 ? { type: 'slow', bytesPerSecond: 400_000 } : null))
    await rig.downloads.pull(ref())
    await rig.until(({ receivedBytes }) => receivedBytes > 300_000)
    await server.vanish()
    const waiting = await rig.until(({ state, problem }) => state === 'waiting' && problem?.code === 'OFFLINE')
    expect(waiting).toMatchObject({ problem: { code: 'OFFLINE' }, bytesPerSecond: null })
    expect(waiting.receivedBytes).toBeGreaterThan(300_000)
    const sent = server.sentBytes()
    server.misbehave(() => null)
    await server.back()
    expect(await rig.until(isEnded)).toMatchObject({ state: 'done', problem: null })
    expectWhole()
    expect(server.sentBytes() - sent).toBeLessThan(MODEL.length - 300_000)
  })
})

describe('a file that changes at its source', () => {
  it('while it comes: it is fetched again from its start, once, and that is said', async () => {
    start()
    const other = modelBytes(900_000, 5)
    onParts((number) => {
      if (number === 6) server.files.set('/tiny.gguf', other)
      return { type: 'slow', bytesPerSecond: 400_000 }
    })
    await rig.downloads.pull(`${server.url}/tiny.gguf`)
    const again = await rig.until(({ problem }) => problem?.code === 'WRONG_FILE')
    expect(again.problem?.message).toContain('fetched again from its start')
    expect(await rig.until(isEnded)).toMatchObject({ state: 'done', receivedBytes: 900_000, sizeBytes: 900_000, problem: null })
    expect(rig.read('tiny.gguf').equals(other)).toBe(true)
    expect(everRises(rig.told)).toBe(true)
  })

  it('again and again: it is not taken', async () => {
    start()
    onParts((number) => {
      if (number % 5 === 0) server.files.set('/tiny.gguf', modelBytes(900_000, number))
      return null
    })
    expect(await pull(`${server.url}/tiny.gguf`)).toMatchObject({ state: 'failed', problem: { code: 'WRONG_FILE', message: expect.stringContaining('changed') } })
    expectNothing()
  })

  it('of the hub: the checksum finds it out', async () => {
    start()
    onParts((number) => (number === 5 ? { type: 'wrong-bytes' } : null))
    expect(await pull(HUB)).toMatchObject({ state: 'failed', problem: { code: 'WRONG_FILE', message: expect.stringContaining('checksum') } })
    expectNothing()
  })
})

describe('where it leads', () => {
  it.each([
    ['back to itself, for ever', (port: number) => `http://127.0.0.1:${port}/tiny.gguf`],
    ['to another kind of address', () => 'file:///etc/passwd'],
    ['to a name and a password', (port: number) => `http://a:b@127.0.0.1:${port}/tiny.gguf`],
    ['over http to a machine outside', () => 'http://8.8.8.8/tiny.gguf'],
  ])('%s is refused', async (_, to) => {
    start()
    server.misbehave(() => ({ type: 'status', status: 302, headers: { location: to(server.port) } }))
    expect(await pull(`${server.url}/tiny.gguf`)).toMatchObject({ state: 'failed', problem: { code: 'NOT_PERMITTED' } })
    expectNothing()
  })

  it('to another name, each hop by leave of its own', async () => {
    start()
    server.files.set('/there.gguf', MODEL)
    server.misbehave(({ path }) => (path === '/tiny.gguf' ? { type: 'status', status: 307, headers: { location: `${server.otherUrl}/there.gguf` } } : null))
    expect(await pull(`${server.url}/tiny.gguf`)).toMatchObject({ state: 'done' })
    expectWhole()
    const permits = rig.rows.map(({ permitId }) => permitId)
    expect(new Set(permits).size).toBe(permits.length)
    expect(rig.rows.filter(({ host }) => host === 'localhost').length).toBe(rig.rows.filter(({ host }) => host === '127.0.0.1').length)
  })

  it('by a link that runs out: the next one is asked for', async () => {
    start()
    onParts((number) => (number === 4 || number === 5 ? { type: 'status', status: 403 } : null))
    expect(await pull(HUB)).toMatchObject({ state: 'done' })
    expectWhole()
  })
})

describe('a length that nobody tells', () => {
  it('is the one that came', async () => {
    start()
    server.misbehave(() => ({ type: 'no-length' }))
    expect(await pull(`${server.url}/tiny.gguf`)).toMatchObject({ state: 'done', sizeBytes: MODEL.length })
    expectWhole()
  })
})
