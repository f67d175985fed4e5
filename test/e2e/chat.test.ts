import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { ChatId } from '../../src/contract/chat.ts'
import { anthropicError, anthropicSays, drip, hangAfter, startProvider, type Provider } from '../provider/index.ts'
import { missing, shared } from '../shared.ts'
import { answerAtGate, followChat, say } from './chat-rig.ts'
import { filesWith, startTraced, type Api, type TracedHost } from './gate-rig.ts'
import { descendantsOf, killHard } from './processes.ts'
import { createHome, type Home } from './start-host.ts'

const KEY = 'sk-ant-api03-Chatted8Lq3Vc7Nm5Rz2Ty4'
const LONG = Array.from({ length: 400 }, (_, index) => `Word${index} `)

let home: Home
let provider: Provider
let host: TracedHost
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const begin = async (settings = ''): Promise<Api> => {
  provider = await startProvider({ keys: [KEY] })
  home = await createHome({
    settings: `memos:\n  restSeconds: 0.2\nmodels:\n  speech: demo\n  language: stories260K-f32\n  threads: 1\nchat:\n  maxAnswerTokens: 60\n${settings}privacy:\n  destinations:\n    - { name: Cloud, provider: anthropic, url: "${provider.url}", zone: cloud, credential: anthropic, model: claude-test }\n`,
  })
  ends.push(provider.close, home.remove)
  host = await startTraced(home, { cli: home.cli, passphrase: 'a passphrase of a test' })
  ends.push(() => host.stop())
  await host.api.credentials.set({ name: 'anthropic', value: KEY })
  return host.api
}

const again = async (): Promise<Api> => {
  host = await startTraced(home, { cli: home.cli, passphrase: 'a passphrase of a test' })
  return host.api
}

const messagesOf = async (api: Api, chatId: ChatId) => (await api.chat.open({ chatId, limit: 500 })).messages
const fileOf = async (api: Api, chatId: ChatId): Promise<string> => join(home.vault, (await api.chat.open({ chatId })).head.path)

describe.skipIf(missing('models/stories260K-f32.gguf', 'models/nanowhisper-en-q5_0.bin'))('chat, on the built host', () => {
  it('answers on this machine, in the vault as Markdown, and finds it again', { timeout: 120_000 }, async () => {
    const api = await begin()
    const { chatId, message, followed } = await say(api, { text: 'Once upon a time there was a harbour master called Tove.' })
    expect(message).toMatchObject({ role: 'answer', state: expect.stringMatching(/finished|length/) as string, problem: null, madeBy: { zone: 'mac', destination: null, model: 'stories260K-f32', bytesOut: 0 } })
    expect(message.text.length).toBeGreaterThan(20)
    expect(message.madeBy?.tokensPerSecond).toBeGreaterThan(0)
    expect(provider.requests).toEqual([])
    followed.leave()

    const { head } = await api.chat.open({ chatId })
    expect(head.meter).toMatchObject({ heldTokens: 512 })
    const text = readFileSync(join(home.vault, head.path), 'utf8')
    expect(head.path).toMatch(/^Chats\/\d{4}-\d\d-\d\d \d{4} .+\.md$/)
    expect(text).toContain('harbour master called Tove')
    expect(text).toContain(message.text.trim().slice(0, 20))
    expect((await api.chat.search({ text: 'harbour Tov' })).hits[0]).toMatchObject({ chatId, role: 'you', hit: expect.stringMatching(/harbour|Tove/) as string })

    // The index is rebuilt from the files, and an edit made elsewhere wins.
    await host.stop()
    writeFileSync(join(home.vault, head.path), text.replace('harbour master called Tove', 'lighthouse keeper called Tove'))
    const later = await again()
    await expect.poll(async () => (await later.chat.search({ text: 'lighthouse' })).hits.length, { timeout: 10_000 }).toBe(1)
    expect((await messagesOf(later, chatId))[0]?.text).toContain('lighthouse keeper')
    expect((await later.chat.search({ text: 'harbour' })).hits).toEqual([])
  })

  it('sends a turn where the person says, with badge, record and payload; offers and never takes the cloud by itself', { timeout: 120_000 }, async () => {
    const api = await begin()
    provider.script(anthropicSays({ text: ['Oak, ', 'of course.'], thinking: ['Hm.'] }))
    const { chatId, message } = await say(api, { text: 'Oak or ash?', mode: { destination: 'Cloud' } }, 'once')
    expect(message).toMatchObject({ state: 'finished', text: 'Oak, of course.', madeBy: { zone: 'cloud', destination: 'Cloud', model: 'claude-test' } })
    const sent = provider.requests.at(-1)?.body ?? Buffer.alloc(0)
    expect(message.madeBy?.bytesOut).toBe(sent.length)
    const [seq = 0] = message.madeBy?.ledgerSeqs ?? []
    expect((await api.ledger.payload({ seq })).text).toBe(sent.toString())

    // A second turn carries the first, in the right roles.
    await say(api, { chatId, text: 'Why?' }, 'once')
    const asked = provider.requests.at(-1)?.json() as { readonly messages: readonly { readonly role: string }[] } | undefined
    expect(asked?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])

    // Too long for 512 tokens: an offer, and nothing was sent.
    const before = provider.requests.length
    const offered = await say(api, { text: 'The sea was wide. '.repeat(200), mode: 'auto' })
    expect(offered.message).toMatchObject({ state: 'offered', text: '', offer: { why: 'long', holds: 512, destinations: [{ name: 'Cloud', zone: 'cloud' }] } })
    expect(provider.requests.length).toBe(before)
    // Taken: the offer becomes the answer.
    const stop = answerAtGate(api, 'once')
    const { messageId } = await api.chat.regenerate({ chatId: offered.chatId, messageId: offered.message.messageId, place: { destination: 'Cloud' } })
    await expect.poll(async () => (await messagesOf(api, offered.chatId)).find((each) => each.messageId === messageId)?.state, { timeout: 20_000 }).toBe('finished')
    await stop()
    expect((await messagesOf(api, offered.chatId)).length).toBe(2)
  })

  it('keeps a chat that has seen a memo as private as the memo', { timeout: 120_000 }, async () => {
    const api = await begin()
    await api.memos.addSamples({})
    await expect.poll(async () => (await api.memos.list({})).counts.filed, { timeout: 60_000, interval: 200 }).toBeGreaterThan(0)
    const memo = (await api.memos.list({})).rows.find(({ memoId }) => memoId !== null)
    const { mentions } = await api.attachments.mentions({ text: memo?.title.slice(0, 6) ?? '' })
    const mention = mentions.find(({ kind }) => kind === 'memo')
    expect(mention).toBeDefined()
    const pending = await api.attachments.mention({ path: mention?.path ?? '', memoId: mention?.memoId ?? null })
    expect(pending).toMatchObject({ state: 'ready', attachment: { origin: 'memo' } })
    const { chatId, message } = await say(api, { text: 'What is it about?', attachmentIds: [pending.attachmentId] })
    expect(message).toMatchObject({ madeBy: { zone: 'mac' }, labels: { sources: expect.arrayContaining([expect.objectContaining({ origin: 'memo' })]) as unknown } })
    expect((await api.chat.open({ chatId })).head.privateBecause).toMatch(/memo/)
    const before = provider.requests.length
    const kept = await say(api, { chatId, text: 'Polish it.', mode: { destination: 'Cloud' } }, 'once')
    expect(kept.message).toMatchObject({ state: 'kept', text: '' })
    expect(kept.message.problem?.message).toMatch(/memo/i)
    expect(provider.requests.length).toBe(before)
  })

  it('stops, goes on, and tells two windows the same', { timeout: 120_000 }, async () => {
    const api = await begin()
    provider.script(drip(anthropicSays({ text: LONG }), 400, 60))
    const stopAsking = answerAtGate(api, 'chat')
    const { chatId, messageId } = await api.chat.send({ text: 'Count.', mode: { destination: 'Cloud' } })
    const [one, other] = [followChat(api, chatId), followChat(api, chatId)]
    await Promise.all([one, other].map((each) => each.until((event) => event.type === 'delta' && event.text.includes('Word'))))
    await expect(api.chat.send({ chatId, text: 'And more?' })).rejects.toMatchObject({ code: 'CONFLICT' })
    await api.chat.stop({ chatId })
    const [stopped, seen] = await Promise.all([one.ended(), other.ended()])
    expect(stopped).toMatchObject({ messageId, state: 'stopped' })
    expect(seen.text).toBe(stopped.text)
    expect(stopped.text).toMatch(/^Word0 Word1/)
    expect(stopped.text).not.toContain('Word399')
    // It was stopped before it said what it took: what was sent for it is known all the same.
    expect(stopped.madeBy).toMatchObject({ bytesOut: provider.requests.at(-1)?.body.length, ledgerSeqs: [(await api.ledger.list({ limit: 1 })).rows[0]?.seq] })
    expect(one.events.findIndex(({ type }) => type === 'route')).toBeLessThan(one.events.findIndex(({ type }) => type === 'delta'))
    // What was heard piece by piece is what stays.
    const route = one.events.filter((event) => event.type === 'delta')
    for (const event of route) if (event.type === 'delta') expect(stopped.text.slice(event.at, event.at + event.text.length)).toBe(event.text)
    expect(readFileSync(await fileOf(api, chatId), 'utf8')).toContain(stopped.text.trim())
    provider.script(anthropicSays({ text: ['And on.'] }))
    await api.chat.continue({ chatId, messageId })
    await expect.poll(async () => (await messagesOf(api, chatId)).at(-1)?.text, { timeout: 20_000 }).toBe(`${stopped.text}And on.`)
    await stopAsking()
    one.leave()
    other.leave()
  })

  it('ends a cloud answer at once when Local only is switched on, and says why', { timeout: 120_000 }, async () => {
    const api = await begin()
    provider.script(hangAfter(anthropicSays({ text: ['One', ' two', ' three'] }), 'two'))
    const stopAsking = answerAtGate(api, 'once')
    const { chatId } = await api.chat.send({ text: 'Tell me.', mode: { destination: 'Cloud' } })
    const followed = followChat(api, chatId)
    await followed.until(({ type }) => type === 'delta')
    await api.privacy.setLocalOnly({ on: true })
    const message = await followed.ended()
    expect(message.state).toBe('failed')
    expect(message.text).toMatch(/^One/)
    expect(message.problem).toMatchObject({ code: 'LOCAL_ONLY', message: expect.stringMatching(/Local only/) as string })
    await stopAsking()
    followed.leave()
  })

  it.each([
    ['a key that is refused', anthropicError(401, 'authentication_error', 'invalid'), 'BAD_KEY'],
    ['too many questions', anthropicError(429, 'rate_limit_error', 'slow down', { 'retry-after': '0' }), 'RATE_LIMITED'],
    ['an overloaded server', anthropicError(529, 'overloaded_error', 'Overloaded'), 'OVERLOADED'],
  ])('says what is wrong after %s, and keeps the question', { timeout: 120_000 }, async (_name, reply, code) => {
    const api = await begin()
    provider.script(reply)
    const { chatId, message } = await say(api, { text: 'Are you there?', mode: { destination: 'Cloud' } }, 'once')
    expect(message).toMatchObject({ state: 'failed', problem: { code } })
    expect((await messagesOf(api, chatId))[0]?.text).toBe('Are you there?')
  })

  it('loses at most a second of an answer when the host is killed, and says that it is unfinished', { timeout: 120_000 }, async () => {
    const api = await begin()
    provider.script(drip(anthropicSays({ text: LONG }), 300, 100))
    const stopAsking = answerAtGate(api, 'once')
    const { chatId, messageId } = await api.chat.send({ text: 'Count to a hundred.', mode: { destination: 'Cloud' } })
    const followed = followChat(api, chatId)
    await followed.until((event) => event.type === 'delta')
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    const oneSecondAgo = followed.events.flatMap((event) => (event.type === 'delta' ? [event.text] : [])).join('')
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    for (const { pid } of [...descendantsOf(host.pid), { pid: host.pid }]) killHard(pid)
    await stopAsking().catch(() => undefined)
    const later = await again()
    await expect.poll(async () => (await messagesOf(later, chatId)).at(-1)?.state, { timeout: 20_000 }).toBe('unfinished')
    const message = (await messagesOf(later, chatId)).at(-1)
    expect(message?.messageId).toBe(messageId)
    expect(message?.text.startsWith(oneSecondAgo)).toBe(true)
    expect(oneSecondAgo.length).toBeGreaterThan(50)
    expect(readFileSync(await fileOf(later, chatId), 'utf8')).toContain(message?.text.trim())
  })

  it('keeps a file that was edited into nonsense, and shows it as it is', { timeout: 120_000 }, async () => {
    const api = await begin()
    const { chatId } = await say(api, { text: 'Once upon a time.' })
    const path = await fileOf(api, chatId)
    const nonsense = '---\nid: [broken\n---\nI wrote over this.'
    writeFileSync(path, nonsense)
    await expect.poll(async () => (await api.chat.list({})).rows[0]?.unreadable, { timeout: 20_000 }).toBeTruthy()
    await expect(api.chat.send({ chatId, text: 'And then?' })).rejects.toMatchObject({ code: expect.stringMatching(/DAMAGED|NOT_FOUND/) as string })
    expect(readFileSync(path, 'utf8')).toBe(nonsense)
  })

  it('deletes with a way back, and never writes the key or a word where they do not belong', { timeout: 120_000 }, async () => {
    const api = await begin()
    const { chatId } = await say(api, { text: 'The password of the boathouse is zebra-quay-42.' })
    await api.chat.delete({ chatId })
    expect((await api.chat.list({})).rows).toEqual([])
    await api.chat.undelete({ chatId })
    expect((await api.chat.list({})).rows.map((row) => row.chatId)).toEqual([chatId])
    expect(readdirSync(join(home.vault, 'Chats')).filter((name) => name.endsWith('.md')).length).toBe(1)
    await host.stop()
    expect(filesWith(home.state, [KEY])).toEqual([])
    expect(filesWith(home.state, ['zebra-quay-42']).filter((path) => path.endsWith('.log') || path.endsWith('.jsonl'))).toEqual([])
  })

  it('helps where no language model is, and where the file of one is broken', { timeout: 120_000 }, async () => {
    const api = await begin()
    await api.settings.set({ path: 'models.language', value: 'not-there' })
    const none = await say(api, { text: 'Hello?' })
    expect(none.message).toMatchObject({ state: 'offered', offer: { why: 'missing', local: false } })
    expect(shared('models')).toBeTruthy()
  })
})
