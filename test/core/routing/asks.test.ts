import { describe, expect, it } from 'vitest'
import type { AskId } from '../../../src/contract/privacy.ts'
import { createAsks } from '../../../src/main/core/routing/asks.ts'
import type { Question } from '../../../src/main/core/routing/asks.ts'

const question = (changes: Partial<Question> = {}): Question => ({
  feature: 'ask',
  bodySha256: 'aa',
  title: 'Send a file to Anthropic?',
  destination: 'Anthropic',
  zone: 'cloud',
  host: 'api.anthropic.com',
  model: null,
  why: 'Files ask before they go to the cloud.',
  pieces: [],
  sentText: '{}',
  sizeBytes: 2,
  hiddenCount: 0,
  foundCount: 0,
  chat: 'one',
  origins: ['file'],
  review: () => null,
  ...changes,
})
const start = () => {
  let ids = 0
  let changes = 0
  const asks = createAsks({ newId: () => `a${(ids += 1)}`, now: () => 0, onChange: () => void (changes += 1) })
  const heard: AskId[] = []
  const ask = (changes: Partial<Question> = {}, signal = new AbortController().signal) => asks.ask(question(changes), (askId) => heard.push(askId), signal)
  return { asks, ask, heard, changes: () => changes }
}

describe('questions at the gate', () => {
  it('wait in the order they came, and a new one never replaces the first', async () => {
    const { asks, ask, heard } = start()
    const [first, second] = [ask(), ask({ bodySha256: 'bb' })]
    expect(asks.list().map(({ askId }) => askId)).toEqual(['a1', 'a2'])
    expect(asks.list()[0]).not.toHaveProperty('bodySha256')
    asks.settle(heard[1] as AskId, 'once')
    expect(await second).toBe('once')
    expect(asks.list().map(({ askId }) => askId)).toEqual(['a1'])
    asks.settle(heard[0] as AskId, 'keep')
    expect(await first).toBe('keep')
  })

  it('merge when they are equal, and get one answer', async () => {
    const { asks, ask, heard } = start()
    const equal = [ask(), ask(), ask()]
    expect(asks.list()).toMatchObject([{ askId: 'a1', merged: 2 }])
    asks.settle(heard[0] as AskId, 'once')
    expect(await Promise.all(equal)).toEqual(['once', 'once', 'once'])
  })

  it.each([{ bodySha256: 'bb' }, { destination: 'Gateway' }, { feature: 'chat' }, { chat: 'two' }, { zone: 'network' }] as const)('do not merge when they differ: %j', (other) => {
    const { asks, ask } = start()
    void ask()
    void ask(other)
    expect(asks.list()).toHaveLength(2)
  })

  it('are withdrawn by an abort, each for itself', async () => {
    const { asks, ask, heard } = start()
    const ending = new AbortController()
    const [gone, stays] = [ask({}, ending.signal), ask()]
    ending.abort()
    await expect(gone).rejects.toThrow(/abort/i)
    expect(asks.list()).toMatchObject([{ merged: 0 }])
    asks.settle(heard[0] as AskId, 'once')
    expect(await stays).toBe('once')
    const alone = new AbortController()
    const last = ask({}, alone.signal)
    alone.abort()
    await expect(last).rejects.toThrow(/abort/i)
    expect(asks.list()).toEqual([])
    await expect(ask({}, alone.signal)).rejects.toThrow(/abort/i)
    expect(asks.list()).toEqual([])
  })

  it('that were answered are gone, and say so', () => {
    const { asks, ask, heard } = start()
    void ask()
    expect(asks.find(heard[0] as AskId)).toMatchObject({ askId: 'a1' })
    asks.settle(heard[0] as AskId, 'keep')
    expect(() => asks.find(heard[0] as AskId)).toThrow(expect.objectContaining({ code: 'CONFLICT' }))
  })

  it('end when the policy answers them meanwhile', async () => {
    const { asks, ask } = start()
    let verdict: 'keep' | 'ruled' | null = null
    const waiting = ask({ review: () => verdict })
    asks.review()
    expect(asks.list()).toHaveLength(1)
    verdict = 'ruled'
    asks.review()
    expect(await waiting).toBe('ruled')
  })
})
