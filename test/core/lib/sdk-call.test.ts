import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createSdkCall } from '../../../src/main/core/lib/sdk-call.ts'

const destination = { name: 'Server', provider: 'openai', url: 'http://127.0.0.1:9/v1', zone: 'cloud' } as const
const clock = { sleep: (milliseconds: number, signal: AbortSignal) => sleep(milliseconds, undefined, { signal }) }

/** An answer whose last word comes a while before its end, and an SDK that reads no further than the last word. */
const leaveAtLastWord = async (isWhole: boolean, restMs: number): Promise<'read to its end' | 'broken off'> => {
  const fate = Promise.withResolvers<'read to its end' | 'broken off'>()
  let words = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        words += 1
        if (words === 1) return controller.enqueue(new TextEncoder().encode('data: [DONE]\n\n'))
        await sleep(restMs)
        fate.resolve('read to its end')
        controller.close()
      },
      cancel: () => fate.resolve('broken off'),
    },
    { highWaterMark: 0 },
  )
  const call = createSdkCall({
    destination,
    model: 'm',
    signal: new AbortController().signal,
    clock,
    isWhole: () => isWhole,
    send: async () => ({ status: 200, headers: new Headers({ 'content-type': 'text/event-stream' }), body, address: '127.0.0.1' }),
  })
  const reader = (await call.fetch('http://127.0.0.1:9/v1/chat/completions', { method: 'POST', body: '{}' })).body?.getReader()
  await reader?.read()
  await reader?.cancel()
  return fate.promise
}

describe('an answer that an SDK leaves', () => {
  it('is read to its end when nothing of it is missing, so that the record does not call it broken off', async () => {
    expect(await leaveAtLastWord(true, 50)).toBe('read to its end')
  })
  it('is broken off when something of it is missing', async () => {
    expect(await leaveAtLastWord(false, 50)).toBe('broken off')
  })
  it('is not waited for without end', { timeout: 30_000 }, async () => {
    expect(await leaveAtLastWord(true, 20_000)).toBe('broken off')
  })
})
