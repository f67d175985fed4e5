import { afterEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import type { AnswerEvent, Piece } from '../../../src/contract/answers.ts'
import { createAnswers } from '../../../src/main/core/answers/index.ts'
import type { AnswerRequest } from '../../../src/main/core/answers/index.ts'
import type { CloudModel, CloudRequest } from '../../../src/main/core/ports/index.ts'
import { localModels } from '../../fakes/chat-llm.ts'
import { draftOf, signal, startWithServers } from '../routing/rig.ts'
import type { Rig } from '../routing/rig.ts'

let rig: Rig
afterEach(() => rig.close())

interface Said {
  readonly chunks: readonly string[]
  /** It waits here until it is aborted. */
  readonly hangs?: boolean
}

/** A provider that answers with what a test gives it: the real SDKs are tested by their adapters. */
const startWith = async ({ chunks, hangs = false }: Said, changes: Parameters<typeof startWithServers>[0] = {}) => {
  rig = await startWithServers(changes)
  const requests: CloudRequest[] = []
  let left = 0
  const model: CloudModel = {
    stream: async function* stream(request, send) {
      requests.push(request)
      try {
        const text = request.messages.map((each) => each.text).join('\n')
        await send(draftOf(text, request.destination.provider === 'openai' ? 'http://192.168.1.10:8080/v1/chat/completions' : undefined), { signal: request.signal })
        for (const chunk of chunks) yield { type: 'delta', text: chunk }
        if (hangs) await new Promise((_resolve, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason)))
        yield { type: 'usage', tokensIn: 10, tokensOut: 5, cachedTokensIn: 0, priceUsd: 0.01 }
        yield { type: 'done', stopReason: 'end_turn' }
        return undefined
      } finally {
        left += 1
      }
    },
    listModels: async () => [],
  }
  return { answers: createAnswers({ ...rig.routing, ...localModels().deps, modelFor: () => model }), requests, left: () => left }
}

const chat = (text: string): Piece => ({ title: 'You', text, origin: 'chat' })
const request = (pieces: readonly Piece[], changes: Partial<AnswerRequest> = {}): AnswerRequest => ({ feature: 'ask', pieces, mode: { destination: 'Anthropic' }, maxTokens: 100, ...changes })
const gather = async (events: AsyncIterable<AnswerEvent>): Promise<readonly AnswerEvent[]> => {
  const all: AnswerEvent[] = []
  for await (const event of events) all.push(event)
  return all
}
const textOf = (events: readonly AnswerEvent[]): string => events.map((event) => (event.type === 'delta' ? event.text : '')).join('')

describe('an answer from elsewhere', () => {
  it('says first where it goes, then streams with the details put back', async () => {
    const { answers, requests } = await startWith({ chunks: ['The account ‹Acc', 'ount 1', '› is Danish', '.'] })
    const events = await gather(answers.ask(request([chat('Which bank has DK50 0040 0440 1162 43?')]), signal))
    expect(events[0]).toMatchObject({ type: 'route', decision: { where: 'cloud', destination: 'Anthropic', hide: ['iban'] } })
    expect(textOf(events)).toBe('The account DK50 0040 0440 1162 43 is Danish.')
    expect(events.slice(-2)).toEqual([
      { type: 'usage', tokensIn: 10, tokensOut: 5, tokensPerSecond: null, priceUsd: 0.01, bytesOut: rig.sent[0]?.draft.body?.length, ledgerSeqs: [1001] },
      { type: 'done', stopReason: 'end' },
    ])
    expect(requests[0]?.messages).toEqual([
      { role: 'system', text: expect.stringContaining('exactly as it stands') },
      { role: 'user', text: 'Which bank has ‹Account 1›?' },
    ])
    expect(requests[0]?.model).toBe('claude-sonnet-4-5')
  })

  it('says nothing of placeholders where there are none, and gives back what only looked like one', async () => {
    const { answers, requests } = await startWith({ chunks: ['a ‹Per', 'son'] })
    expect(textOf(await gather(answers.ask(request([chat('Hello')]), signal)))).toBe('a ‹Person')
    expect(requests[0]?.messages).toHaveLength(1)
  })

  it('waits at the gate for a yes', async () => {
    const { answers } = await startWith({ chunks: ['Fine'] })
    const events: AnswerEvent[] = []
    for await (const event of answers.ask(request([{ title: 'Quote.pdf', text: 'Offer for Mara', origin: 'file' }, chat('Compare')]), signal)) {
      events.push(event)
      if (event.type !== 'asking') continue
      expect(rig.sent).toEqual([])
      const [ask] = rig.routing.state().asks
      expect(ask).toMatchObject({ askId: event.askId, sentText: expect.stringContaining('Offer for ‹Person 1›') })
      if (ask) await rig.routing.answer(ask.askId, 'once', signal)
    }
    expect(events.map(({ type }) => type)).toEqual(['route', 'asking', 'delta', 'usage', 'done'])
  })

  it('ends with a sentence after a no', async () => {
    const { answers } = await startWith({ chunks: [] })
    const asking = gather(answers.ask(request([{ title: 'Quote.pdf', text: 'x', origin: 'file' }]), signal))
    const [ask] = await vi.waitFor(() => {
      const { asks } = rig.routing.state()
      expect(asks).toHaveLength(1)
      return asks
    })
    if (ask) await rig.routing.answer(ask.askId, 'keep', signal)
    const events = await asking
    expect(events.map(({ type }) => type)).toEqual(['route', 'asking', 'usage', 'kept'])
    expect(events.at(-1)).toMatchObject({ code: 'KEPT_HERE', words: expect.stringContaining('You kept it here') })
    expect(events.at(-2)).toMatchObject({ bytesOut: 0, ledgerSeqs: [1] })
    expect(rig.sent).toEqual([])
  })

  it('is kept where it may not go, is not answered here by itself, and is written down', async () => {
    const { answers, requests } = await startWith({ chunks: [] })
    const memo: Piece = { title: 'Walk', text: 'A secret walk', origin: 'memo' }
    expect(await gather(answers.ask(request([memo, chat('Sum it up')]), signal))).toEqual([
      { type: 'route', decision: expect.objectContaining({ where: 'local', destination: null, verdict: 'never' }), zone: 'mac', destination: null, model: null, parts: null },
      expect.objectContaining({ type: 'usage', bytesOut: 0, ledgerSeqs: [1] }),
      { type: 'kept', code: 'KEPT_HERE', words: 'Kept here. Memos never go to the cloud.' },
    ])
    expect(rig.rows).toMatchObject([{ outcome: 'kept', destination: 'Anthropic', feature: 'ask', why: 'Memos never go to the cloud.', rule: 'table:memo.cloud', host: 'api.anthropic.com' }])
    expect(JSON.stringify(rig.rows)).not.toContain('secret walk')
    expect(textOf(await gather(answers.ask(request([memo], { mode: 'auto' }), signal)))).toBe('Hello there.')
    expect(rig.rows).toHaveLength(1)
    expect(requests).toEqual([])
  })

  it('counts what was begun as sent, also where no reply came', async () => {
    const { answers } = await startWith({ chunks: [] })
    rig.refuseAfter(new AppError('LOCAL_ONLY', 'Local only was turned on.'))
    const events: AnswerEvent[] = []
    const read = async (): Promise<void> => {
      for await (const event of answers.ask(request([chat('A walk')], { mode: { destination: 'Anthropic' } }), signal)) events.push(event)
    }
    await expect(read()).rejects.toMatchObject({ code: 'LOCAL_ONLY' })
    expect(events.find(({ type }) => type === 'usage')).toMatchObject({ bytesOut: rig.sent[0]?.draft.body?.length, ledgerSeqs: [1001] })
  })

  it('in my network hides nothing that is allowed there', async () => {
    const { answers, requests } = await startWith({ chunks: ['ok'] })
    await gather(answers.ask(request([{ title: 'Kitchen', text: 'For Mara', origin: 'note' }], { mode: { destination: 'Home server' } }), signal))
    expect(requests[0]?.messages).toEqual([{ role: 'user', text: 'Kitchen\n\nFor Mara' }])
  })

  it('needs a model’s name', async () => {
    const { answers } = await startWith({ chunks: [] })
    await rig.routing.addDestination({ name: 'Bare', provider: 'anthropic', zone: 'cloud' }, signal)
    await expect(gather(answers.ask(request([chat('x')], { mode: { destination: 'Bare' } }), signal))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('is ended by an abort, and by nobody reading on', async () => {
    const { answers, left } = await startWith({ chunks: ['one'], hangs: true })
    const ending = new AbortController()
    const aborted = gather(answers.ask(request([chat('x')]), ending.signal))
    await vi.waitFor(() => expect(rig.sent).toHaveLength(1))
    ending.abort()
    await expect(aborted).rejects.toThrow(/abort/i)
    for await (const event of answers.ask(request([chat('y')]), signal)) if (event.type === 'delta') break
    await vi.waitFor(() => expect(left()).toBe(2))
  })

  it('of two requests at once puts back each its own', async () => {
    const { answers } = await startWith({ chunks: ['‹Per', 'son 1›'] })
    await rig.routing.setCell('chat', 'cloud', 'redact', signal)
    rig.set({ detect: async (texts) => texts.map((text) => ({ details: [{ kind: 'person', start: 0, end: text.length }], people: [] })) })
    const [one, other] = await Promise.all(['Mara', 'Erik'].map((name) => gather(answers.ask(request([chat(name)]), signal))))
    expect([textOf(one ?? []), textOf(other ?? [])]).toEqual(['Mara', 'Erik'])
  })
})
