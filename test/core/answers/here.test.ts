import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../src/contract/errors.ts'
import type { Piece } from '../../../src/contract/answers.ts'
import { createAnswers } from '../../../src/main/core/answers/index.ts'
import type { TurnEvent, TurnMessage, TurnRequest } from '../../../src/main/core/answers/index.ts'
import type { CloudModel, CloudRequest } from '../../../src/main/core/ports/index.ts'
import { localModels } from '../../fakes/chat-llm.ts'
import { draftOf, signal, startWithServers } from '../routing/rig.ts'
import type { Rig } from '../routing/rig.ts'

let rig: Rig
afterEach(() => rig.close())

const HOME_URL = 'http://192.168.1.10:8080/v1/chat/completions'

const start = async (script: Parameters<typeof localModels>[0] = {}, changes: Parameters<typeof startWithServers>[0] = {}) => {
  let topicLooks = 0
  rig = await startWithServers({
    detectTopics: async (text) => {
      topicLooks += 1
      return text.includes('knee') ? ['health'] : []
    },
    ...changes,
  })
  const requests: CloudRequest[] = []
  /** A provider that answers with all it was sent: the real SDKs are tested by their adapters. */
  const cloud: CloudModel = {
    stream: async function* stream(request, send) {
      requests.push(request)
      await send(draftOf(request.messages.map((each) => each.text).join('\n'), request.destination.provider === 'openai' ? HOME_URL : undefined), { signal: request.signal })
      yield { type: 'thinking', text: 'Who is ‹Pers' }
      yield { type: 'thinking', text: 'on 1›?' }
      yield { type: 'delta', text: 'It is ‹Person 1›.' }
      yield { type: 'tool', id: 't', name: 'look', input: { who: '‹Person 1›' } }
      yield { type: 'usage', tokensIn: 10, tokensOut: 5, cachedTokensIn: 0, priceUsd: null }
      yield { type: 'done', stopReason: 'max_tokens' }
      return undefined
    },
    listModels: async () => [],
  }
  const local = localModels(script)
  return { ...local, answers: createAnswers({ ...rig.routing, ...local.deps, modelFor: () => cloud }), requests, topicLooks: () => topicLooks }
}

const typed = (text: string): Piece => ({ title: 'You', text, origin: 'chat' })
const user = (...pieces: readonly Piece[]): TurnMessage => ({ role: 'user', pieces })
const said = (role: TurnMessage['role'], text: string): TurnMessage => ({ role, pieces: [typed(text)] })
const turn = (messages: readonly TurnMessage[], changes: Partial<TurnRequest> = {}): TurnRequest => ({ feature: 'chat', messages, mode: 'auto', chat: 'c1', ...changes })
const gather = async (events: AsyncIterable<TurnEvent>, into: TurnEvent[] = []): Promise<readonly TurnEvent[]> => {
  for await (const event of events) into.push(event)
  return into
}
const types = (events: readonly TurnEvent[]): readonly string[] => events.map(({ type }) => type)
const words = (count: number, word = 'word'): string => Array.from({ length: count }, (_, at) => `${word}${at}`).join(' ')
const offerOf = (events: readonly TurnEvent[]) => {
  const last = events.at(-1)
  if (last?.type !== 'offer') throw new Error(`It ended with ${last?.type ?? 'nothing'}.`)
  return last.offer
}

describe('a turn on this Mac', () => {
  it('says where first, then streams, and costs no look at topics and no counting', async () => {
    const { answers, chats, counted, topicLooks } = await start()
    const events = await gather(answers.answer(turn([said('system', 'Be brief.'), user({ title: 'Walk', text: 'My knee hurts', origin: 'memo' }, typed('Why?'))]), signal))
    expect(events[0]).toMatchObject({ type: 'route', zone: 'mac', destination: null, model: 'gemma-3-4b', parts: null, decision: { where: 'local', reasons: [{ rule: 'auto' }] }, labels: { sources: [{ origin: 'chat' }, { origin: 'memo' }] } })
    expect(types(events)).toEqual(['route', 'prompt', 'delta', 'delta', 'usage', 'done'])
    expect(events.at(-2)).toEqual({ type: 'usage', tokensIn: 7, tokensOut: 2, firstTokenMs: 12, tokensPerSecond: 31, priceUsd: null, bytesOut: 0, ledgerSeqs: [] })
    expect(chats[0]).toMatchObject({ conversation: 'c1', sampling: { temperature: 0.5 }, messages: [{ role: 'system', text: 'Be brief.' }, { role: 'user', text: 'Walk\n\nMy knee hurts\n\nWhy?' }] })
    expect([counted, topicLooks(), rig.sent, rig.rows]).toEqual([[], 0, [], []])
  })

  it('goes on from what the assistant began, and from nothing known where there is no chat', async () => {
    const { answers, chats } = await start()
    await gather(answers.answer(turn([said('user', 'Count'), said('assistant', 'One, two')], { chat: null }), signal))
    expect(chats[0]).toMatchObject({ conversation: 'fresh1', messages: [{ role: 'user' }, { role: 'assistant', text: 'One, two' }] })
  })

  it('takes the model that is named, and says when there is none of that name', async () => {
    const { answers } = await start()
    expect((await gather(answers.answer(turn([said('user', 'x')], { model: 'gemma-3-4b' }), signal)))[0]).toMatchObject({ model: 'gemma-3-4b' })
    await expect(gather(answers.answer(turn([said('user', 'x')], { model: 'nobody' }), signal))).rejects.toMatchObject({ code: 'NO_MODEL' })
  })

  it('rejects with what the engine says, after what had come', async () => {
    const { answers } = await start({
      write: function* write() {
        yield 'Half'
        throw new AppError('ENGINE_CRASHED', 'The model stopped unexpectedly.')
      },
    })
    const events: TurnEvent[] = []
    await expect(gather(answers.answer(turn([said('user', 'x')]), signal), events)).rejects.toMatchObject({ code: 'ENGINE_CRASHED' })
    expect(events.at(-1)).toEqual({ type: 'delta', text: 'Half' })
    expect(rig.sent).toEqual([])
  })

  it('ends with an abort', async () => {
    const ending = new AbortController()
    const { answers } = await start({
      write: function* write() {
        yield 'One'
        ending.abort()
        yield 'Two'
      },
    })
    await expect(gather(answers.answer(turn([said('user', 'x')]), ending.signal))).rejects.toThrow(/abort/i)
  })
})

describe('a turn that the model on this Mac does not answer by itself', () => {
  it('is offered with its figures where it is too long, and nothing is sent', async () => {
    const { answers, chats } = await start({ contextTokens: 1000 })
    await rig.routing.removeDestination('Home server', signal)
    const events = await gather(answers.answer(turn([user({ title: 'Quote.pdf', text: words(1200), origin: 'file' }, typed('Compare'))]), signal))
    expect(types(events)).toEqual(['route', 'offer'])
    expect(events[0]).toMatchObject({ zone: 'mac', destination: null, hiddenCount: 0, decision: { where: 'ask', destination: 'Anthropic' } })
    expect(offerOf(events)).toEqual({ why: 'long', words: 'This is 1,202 tokens; the model on this Mac holds 1,000. Nothing has been sent.', tokens: 1202, holds: 1000, local: false, parts: 3, destinations: [{ name: 'Anthropic', zone: 'cloud', model: 'claude-sonnet-4-5' }] })
    expect([chats, rig.sent, rig.rows]).toEqual([[], [], []])
  })

  it('says that it is the chat where the turn alone would fit', async () => {
    const { answers } = await start({ contextTokens: 1000 })
    const history = [said('user', words(600)), said('assistant', words(500))]
    expect(offerOf(await gather(answers.answer(turn([...history, said('user', 'And now?')], { mode: 'local-only' }), signal)))).toMatchObject({ why: 'full', tokens: 1102, destinations: [] })
  })

  it('offers no place that policy never lets it go to', async () => {
    const { answers } = await start({ contextTokens: 1000 })
    await rig.routing.removeDestination('Home server', signal)
    const memo: Piece = { title: 'Walk', text: words(1200), origin: 'memo' }
    expect(offerOf(await gather(answers.answer(turn([user(memo)]), signal)))).toMatchObject({ why: 'long', destinations: [] })
    expect(offerOf(await gather(answers.answer(turn([user(typed(`knee ${words(1200)}`))]), signal)))).toMatchObject({ why: 'long', destinations: [] })
  })

  it('goes silently to a server of my network where policy lets it', async () => {
    const { answers, requests } = await start({ contextTokens: 1000 })
    const events = await gather(answers.answer(turn([user(typed(words(1200)))]), signal))
    expect(events[0]).toMatchObject({ zone: 'network', destination: 'Home server', model: 'qwen3' })
    expect(requests).toHaveLength(1)
    expect(offerOf(await gather(answers.answer(turn([user(typed(words(1200)))], { mode: 'local-only' }), signal)))).toMatchObject({ destinations: [] })
    expect(requests).toHaveLength(1)
  })

  it('is offered when the model itself finds it too long after all', async () => {
    // By its length it is reckoned to fit what the file promises; the engine could hold less.
    const { answers } = await start({ contextTokens: 1000, facts: () => ({ state: 'cold', contextTokens: 4000 }) })
    expect(offerOf(await gather(answers.answer(turn([user(typed(words(1100, 'w')))], { mode: 'local-only' }), signal)))).toMatchObject({ why: 'long', tokens: 1100, holds: 1000 })
  })

  it.each([
    ['no model is here', { model: null }, {}, { why: 'missing', local: false }],
    ['it was marked hard', {}, { hard: true }, { why: 'hard', local: true, words: expect.stringContaining('more than') }],
    ['the model failed', { facts: () => ({ state: 'failed' as const, contextTokens: 8192 }) }, {}, { why: 'failed', local: true }],
  ] as const)('is offered when %s', async (_, script, changes, offer) => {
    const { answers } = await start(script)
    await rig.routing.removeDestination('Home server', signal)
    const ended = offerOf(await gather(answers.answer(turn([said('user', 'x')], changes), signal)))
    expect(ended).toMatchObject({ ...offer, destinations: [{ name: 'Anthropic' }] })
    expect(ended.words).toMatch(/Nothing has been sent\.$/)
  })

  it('is tried again here where a failed model is all there is', async () => {
    const { answers } = await start({ facts: () => ({ state: 'failed', contextTokens: 8192 }) })
    await rig.routing.setLocalOnly(true, signal)
    expect(types(await gather(answers.answer(turn([said('user', 'x')]), signal)))).toContain('done')
    expect(types(await gather(answers.answer(turn([said('user', 'x')], { mode: 'local-only' }), signal)))).toContain('done')
  })
})

describe('a turn with a chosen destination', () => {
  it('takes the whole conversation along by its roles, and puts details back everywhere', async () => {
    const { answers, requests, topicLooks } = await start()
    await rig.routing.setCell('chat', 'cloud', 'redact', signal)
    const messages = [said('system', 'Be brief.'), said('user', 'Who is Mara?'), said('assistant', 'Mara is'), said('user', 'Go on'), said('assistant', 'she')]
    const events = await gather(answers.answer(turn(messages, { mode: { destination: 'Anthropic' } }), signal))
    expect(requests[0]?.messages).toEqual([
      { role: 'system', text: expect.stringContaining('exactly as it stands') },
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: 'Who is ‹Person 1›?' },
      { role: 'assistant', text: '‹Person 1› is' },
      { role: 'user', text: 'Go on' },
      { role: 'assistant', text: 'she' },
      { role: 'user', text: expect.stringContaining('Go on exactly') },
    ])
    expect(types(events)).toEqual(['route', 'sent', 'sent', 'thinking', 'thinking', 'delta', 'tool', 'usage', 'done'])
    expect(events.map((event) => (event.type === 'thinking' ? event.text : '')).join('')).toBe('Who is Mara?')
    expect(events).toContainEqual({ type: 'delta', text: 'It is Mara.' })
    expect(events).toContainEqual({ type: 'tool', name: 'look', input: { who: 'Mara' } })
    expect(events[0]).toMatchObject({ zone: 'cloud', destination: 'Anthropic', model: 'claude-sonnet-4-5', hiddenCount: 2 })
    expect(events.at(-1)).toEqual({ type: 'done', stopReason: 'length' })
    expect(topicLooks()).toBe(1)
  })

  it('is kept while Local only is on, with its row, and not answered here by itself', async () => {
    const { answers, chats } = await start()
    await rig.routing.setLocalOnly(true, signal)
    const events = await gather(answers.answer(turn([said('user', 'x')], { mode: { destination: 'Anthropic' } }), signal))
    expect(types(events)).toEqual(['route', 'usage', 'kept'])
    expect(events.at(-1)).toEqual({ type: 'kept', code: 'LOCAL_ONLY', words: 'Kept here. Local only is on. Nothing leaves this Mac.' })
    expect(events.at(-2)).toMatchObject({ ledgerSeqs: [1] })
    expect([chats, rig.sent]).toEqual([[], []])
  })

  it('stays as private as what it carries', async () => {
    const { answers } = await start()
    const carried = await rig.routing.label([{ title: 'Walk', text: 'a walk', origin: 'memo' }], signal)
    expect((await gather(answers.answer(turn([said('user', 'Sum it up')], { mode: { destination: 'Anthropic' }, carried }), signal))).at(-1)).toMatchObject({ type: 'kept', words: 'Kept here. This chat quotes a memo: memos never go to the cloud.' })
  })

  it('says all that keeps it, once, and with one row', async () => {
    const { answers } = await start()
    const memo: Piece = { title: 'Walk', text: 'A walk', origin: 'memo' }
    const keptWords = async (chat: string | null = 'c1'): Promise<unknown> => (await gather(answers.answer(turn([user(memo, typed('Sum it up'))], { mode: { destination: 'Anthropic' }, chat }), signal))).at(-1)
    await rig.routing.setLocalOnly(true, signal)
    expect(await keptWords()).toMatchObject({ code: 'LOCAL_ONLY', words: 'Kept here. Local only is on, and this chat quotes a memo: memos never go to the cloud.' })
    expect(rig.rows).toHaveLength(1)
    expect(await keptWords(null)).toMatchObject({ words: 'Kept here. Local only is on, and memos never go to the cloud.' })
    await rig.routing.setLocalOnly(false, signal)
    await rig.settings.set('privacy.rules', [{ origin: 'memo', verdict: 'never' }], signal)
    expect(await keptWords()).toMatchObject({ code: 'KEPT_HERE', words: 'Kept here. This chat quotes a memo. Rule Memos: never.' })
    expect(rig.sent).toEqual([])
  })
})

describe('reading in parts', () => {
  const askParts = async (script: NonNullable<Parameters<typeof localModels>[0]>, text = words(1200)) => {
    const started = await start({ contextTokens: 1000, ...script })
    const events: TurnEvent[] = []
    const ended = await gather(started.answers.answer(turn([said('user', 'Earlier'), said('assistant', 'Yes'), user({ title: 'Quote.pdf', text, origin: 'file' }, typed('What does it cost?'))], { mode: 'local-only', inParts: true }), signal), events).catch((error: unknown) => error)
    return { ...started, events, ended }
  }

  it('takes notes of every part for the question, then answers from them with the chat as it was', async () => {
    const { events, chats } = await askParts({ write: ({ messages }) => [messages.at(-1)?.text.includes('[Notes on') === true ? 'It costs 5.' : 'A note.'] })
    expect(events[0]).toMatchObject({ parts: 3, zone: 'mac', decision: { where: 'local' } })
    expect(events.filter(({ type }) => type === 'thinking').map((event) => ('text' in event ? event.text : ''))).toEqual(['Read part 1 of 3.\n', 'Read part 2 of 3.\n', 'Read part 3 of 3.\n'])
    expect(events).toContainEqual({ type: 'delta', text: 'It costs 5.' })
    // Every word was read, by somebody who knew what is asked.
    const reading = chats.slice(0, -1).map(({ messages }) => messages.at(-1)?.text ?? '')
    expect(words(1200).split(' ').every((word) => reading.some((each) => each.split(/\s+/).includes(word)))).toBe(true)
    expect(reading.every((each) => each.endsWith('[Question]\nWhat does it cost?'))).toBe(true)
    expect(chats.slice(0, -1).every(({ conversation }) => conversation !== 'c1')).toBe(true)
    expect(chats.at(-1)).toMatchObject({ conversation: 'c1', messages: [{ text: 'Earlier' }, { text: 'Yes' }, { role: 'user', text: expect.stringMatching(/^\[Notes on a text that was read in 3 parts\]\n\[Part 1 of 3\]\nA note\.[^]*What does it cost\?$/) }] })
  })

  it('puts notes together that are too many, and says so where that does not help', async () => {
    const long = words(320, 'n')
    const { events, ended } = await askParts({ write: ({ messages }) => [messages.at(-1)?.text.includes('[Notes on') === true ? 'Done.' : messages.at(-1)?.text.startsWith('[Notes to') === true ? 'Short.' : long] })
    expect(ended).toBe(events)
    expect(events).toContainEqual({ type: 'thinking', text: 'Put the notes together.\n' })
    expect(events).toContainEqual({ type: 'delta', text: 'Done.' })
    await rig.close()
    expect((await askParts({ write: () => [long] })).ended).toMatchObject({ code: 'TOO_LARGE' })
  })

  it('reads as a whole what fits', async () => {
    const { events, chats } = await askParts({}, 'short')
    expect(events[0]).toMatchObject({ parts: null })
    expect(chats).toHaveLength(1)
  })
})
