import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { anthropicSays, hangAfter, startProvider, type Provider } from '../provider/index.ts'
import { missing } from '../shared.ts'
import { answerAtGate, followChat, say } from './chat-rig.ts'
import { startTraced, type TracedHost } from './gate-rig.ts'
import { canTrace, isLoopbackRemote, readTrace, totalsByRemote } from './network-trace.ts'
import { createHome } from './start-host.ts'

const KEY = 'sk-ant-api03-Traced4Lq8Vc2Nm7Rz5Ty1'
const IBAN = 'DK50 0040 0440 1162 43'

let host: TracedHost | undefined
const ends: (() => unknown)[] = []
afterEach(async () => {
  await host?.stop()
  for (const end of ends.splice(0)) await end()
})

describe.skipIf(!canTrace() || missing('models/stories260K-f32.gguf'))('a chat, watched from outside', () => {
  it('sends what its badges and the record say, byte for byte, and nothing else', { timeout: 240_000 }, async () => {
    const provider: Provider = await startProvider({ keys: [KEY] })
    const home = await createHome({
      settings: `models:\n  speech: demo\n  language: stories260K-f32\n  threads: 1\nchat:\n  maxAnswerTokens: 20\nprivacy:\n  destinations:\n    - { name: Cloud, provider: anthropic, url: "${provider.url}", zone: cloud, credential: anthropic, model: claude-test }\n`,
    })
    ends.push(provider.close, home.remove)
    const trace = join(home.folder, 'trace')
    host = await startTraced(home, { cli: home.cli, passphrase: 'a passphrase of a test', trace })
    const { api } = host
    await api.credentials.set({ name: 'anthropic', value: KEY })
    const toCloud = { destination: 'Cloud' }

    // Made here: nothing leaves.
    const here = await say(api, { text: `My account is ${IBAN}. Once upon a time` })
    expect(here.message.madeBy).toMatchObject({ zone: 'mac', bytesOut: 0, ledgerSeqs: [] })
    expect(provider.requests).toEqual([])

    // The next turn takes the first along: the same detail is hidden, in it and in what was answered.
    provider.script(anthropicSays({ text: ['To ‹Account 1›.'] }))
    const first = await say(api, { chatId: here.chatId, text: 'Where to?', mode: toCloud }, 'once')
    expect(first.message).toMatchObject({ state: 'finished', text: `To ${IBAN}.` })
    provider.script(anthropicSays({ text: ['Yes.'] }))
    const second = await say(api, { chatId: here.chatId, text: 'To that one?', mode: toCloud }, 'once')
    expect(second.message.madeBy).toMatchObject({ hiddenCount: 2 })
    expect(provider.requests.at(-1)?.body.toString().split('‹Account 1›').length).toBeGreaterThan(2)
    expect(provider.requests.some(({ wire }) => wire.includes('1162'))).toBe(false)

    // The labels of what was said are not what the file says alone: a memo that went along counts without them.
    const pending = await api.attachments.addText({ title: 'Call', text: '---\nid: "0123456789abcdef"\nrecorded: 2026-11-22T14:32:00Z\n---\n\nThe words of a call\n' })
    const memo = await say(api, { text: 'What is it about?', attachmentIds: [pending.attachmentId], mode: 'local-only' })
    const file = join(home.vault, (await api.chat.open({ chatId: memo.chatId })).head.path)
    const text = readFileSync(file, 'utf8')
    const without = text.replaceAll(/"labels": \{.*?"sources": \[[^\]]*\][^}]*\}(, )?/g, '').replaceAll('"origin": "memo"', '"origin": "chat"').replaceAll(', }', ' }')
    expect(without).not.toBe(text)
    writeFileSync(file, without)
    await expect.poll(async () => (await api.chat.open({ chatId: memo.chatId })).messages[0]?.attachments[0]?.origin, { timeout: 10_000 }).toBe('chat')
    const before = provider.requests.length
    const kept = await say(api, { chatId: memo.chatId, text: 'Polish it.', mode: toCloud }, 'once')
    expect(kept.message).toMatchObject({ state: 'kept', problem: { message: expect.stringMatching(/quotes a memo: memos never go/) as string } })
    expect(kept.message.madeBy?.ledgerSeqs).toHaveLength(1)
    expect(provider.requests.length).toBe(before)

    // Stopped on its way: what was sent is on the badge all the same.
    provider.script(hangAfter(anthropicSays({ text: ['One', ' two', ' three'] }), 'two'))
    const stopAsking = answerAtGate(api, 'once')
    const { chatId, messageId } = await api.chat.send({ text: 'Tell me.', mode: toCloud })
    const followed = followChat(api, chatId)
    await followed.until(({ type }) => type === 'delta')
    await api.chat.stop({ chatId })
    const stopped = (await api.chat.open({ chatId })).messages.find((each) => each.messageId === messageId)
    expect(stopped).toMatchObject({ state: 'stopped', madeBy: { bytesOut: provider.requests.at(-1)?.body.length } })
    expect(stopped?.madeBy?.ledgerSeqs).toHaveLength(1)
    await stopAsking()
    followed.leave()

    const rows = (await api.ledger.list({ limit: 500 })).rows.toReversed()
    expect(rows.filter(({ outcome }) => outcome === 'kept')).toHaveLength(1)
    for (const { message } of [first, second]) {
      const [seq = 0] = message.madeBy?.ledgerSeqs ?? []
      const sent = provider.requests.find(({ body }) => body.length === message.madeBy?.bytesOut)
      expect((await api.ledger.payload({ seq })).text).toBe(sent?.body.toString())
    }
    expect(await api.ledger.verify({})).toMatchObject({ ok: true })
    const said = host.said()
    await host.stop()

    const seen = readTrace(readFileSync(trace, 'utf8'))
    const went = rows.filter(({ address }) => address !== null)
    expect(totalsByRemote(seen).get(new URL(provider.url).host)?.bytesOut).toBe(went.reduce((sum, { bytesOut }) => sum + bytesOut, 0))
    expect(went.map(({ bytesOut }) => bytesOut)).toEqual(provider.requests.map(({ wire }) => wire.length))
    expect(seen.traffic.filter(({ remote }) => !isLoopbackRemote(remote))).toEqual([])
    for (const words of [KEY, IBAN, 'words of a call', 'Polish it', 'Tell me']) expect(said).not.toContain(words)
  })
})
