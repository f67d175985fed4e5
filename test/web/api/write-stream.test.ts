import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openStream } from '../../../src/main/web/api/write-stream.ts'

const serve = async (answer: (response: ServerResponse) => void): Promise<string> => {
  const server = createServer((_request, response) => answer(response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('writing an answer as fast as its reader reads', () => {
  it('says that it is still there while nothing is said, and no longer once it ended', async () => {
    const url = await serve((response) => {
      const stream = openStream(response, { contentType: 'text/event-stream', signal: new AbortController().signal, beat: { text: ': still here\n\n', everyMs: 10 } })
      setTimeout(() => stream.end('data: 1\n\n'), 300)
    })
    expect(await (await fetch(url)).text()).toMatch(/^(: still here\n\n)+data: 1\n\n$/)
  })

  it('sends each piece at once, and its status with the first', async () => {
    const url = await serve((response) => {
      const stream = openStream(response, { contentType: 'application/x-ndjson', signal: new AbortController().signal })
      expect(stream.begun).toBe(false)
      void stream.write('one\n').then(() => expect(stream.begun).toBe(true))
    })
    const answer = await fetch(url)
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson')
    const { value } = (await answer.body?.getReader().read()) ?? {}
    expect(new TextDecoder().decode(value)).toBe('one\n')
  })

  it('rejects with an abort what is written to a reader who left, or after an abort, also while it waits for room', async () => {
    const ends: Promise<unknown>[] = []
    const stop = new AbortController()
    const url = await serve((response) => {
      const stream = openStream(response, { contentType: 'text/plain', signal: stop.signal })
      ends.push(stream.write('x'.repeat(50_000_000)).catch((error: unknown) => error), stream.write('more').catch((error: unknown) => error))
    })
    const answer = await fetch(url)
    stop.abort()
    expect(await Promise.all(ends)).toEqual([stop.signal.reason, stop.signal.reason])
    await answer.body?.cancel()

    const left = Promise.withResolvers<unknown>()
    const other = await serve((response) => {
      const stream = openStream(response, { contentType: 'text/plain', signal: new AbortController().signal })
      const write = async (): Promise<void> => {
        for (;;) await stream.write('x'.repeat(1_000_000))
      }
      write().catch(left.resolve)
    })
    await (await fetch(other)).body?.cancel()
    expect(await left.promise).toMatchObject({ name: 'AbortError' })
  })
})
