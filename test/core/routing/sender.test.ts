import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AskAnswer } from '../../../src/contract/privacy.ts'
import { redact } from '../../../src/main/core/lib/redacted.ts'
import { ABOUT, chat, draftOf, file, routeAndSend, signal, startWithServers, TO_ANTHROPIC } from './rig.ts'
import type { Rig, startRig } from './rig.ts'

let rig: Rig
afterEach(() => rig.close())

const start = async (changes: Parameters<typeof startRig>[0] = {}): Promise<Rig> => {
  rig = await startWithServers(changes)
  return rig
}
const asked = () => vi.waitFor(() => {
  const [ask] = rig.routing.state().asks
  if (!ask) throw new Error('Nothing is asked yet.')
  return ask
})
const answer = async (given: AskAnswer) => rig.routing.answer((await asked()).askId, given, signal)
const bodyOf = (at = 0): string => new TextDecoder().decode(rig.sent[at]?.draft.body ?? undefined)

describe('sending', () => {
  it('goes with a permit for these bytes, the key beside it, and details of the settings hidden', async () => {
    await start()
    const { sending, routed } = await routeAndSend(rig, [chat('Tell Mara my account, DK50 0040 0440 1162 43')])
    await sending
    expect(routed.decision).toMatchObject({ where: 'cloud', hide: ['iban'] })
    expect(bodyOf()).toContain('Tell Mara my account, ‹Account 1›')
    const [{ permit, draft, options } = {}] = rig.sent
    expect(permit).toMatchObject({ feature: 'ask', destination: 'Anthropic', zone: 'cloud', provider: 'anthropic', model: 'claude-sonnet-4-5', why: 'Typed chat is allowed. Account numbers in it are hidden first.', rule: 'table:chat.cloud', hiddenCount: 1, headerNames: ['authorization', 'content-type'] })
    // The made-up key of the SDK goes no further; the real one prints nowhere.
    expect(draft?.headers).toEqual({ 'content-type': 'application/json' })
    expect(options?.secrets?.['authorization']?.reveal()).toBe('Bearer sk-planted')
    expect(JSON.stringify(rig.sent)).not.toContain('sk-planted')
    expect(rig.uses).toEqual(['ask:Anthropic'])
  })

  it('to an OpenAI-compatible server carries the key as a bearer, and none where none is named', async () => {
    await start()
    await (await routeAndSend(rig, [chat('Hello')], { mode: { destination: 'Home server' }, url: 'http://192.168.1.10:8080/v1/chat/completions' })).sending
    expect(rig.sent[0]).toMatchObject({ permit: { zone: 'network', headerNames: ['content-type'] }, options: { secrets: {} } })
    await rig.routing.addDestination({ name: 'OpenAI', provider: 'openai', zone: 'cloud', credential: 'Anthropic', model: 'gpt' }, signal)
    await (await routeAndSend(rig, [chat('Hello')], { mode: { destination: 'OpenAI' }, url: 'https://api.openai.com/v1/chat/completions' })).sending
    expect(rig.sent[1]?.options.secrets?.['authorization']?.reveal()).toBe('Bearer sk-planted')
  })

  it('retries the same bytes with the same permit, and other bytes with another', async () => {
    await start()
    const { send, draft, sending } = await routeAndSend(rig, [chat('Hello')])
    await sending
    await send(draft, { signal })
    await send(draftOf('Hello again'), { signal })
    const [first, retry, other] = rig.sent.map(({ permit }) => permit)
    expect(retry).toBe(first)
    expect(other?.permitId).not.toBe(first?.permitId)
  })

  it.each(['https://elsewhere.example/v1/messages', 'https://api.anthropic.com.elsewhere.example/', 'http://api.anthropic.com/v1/messages', 'https://a:b@api.anthropic.com/v1/messages', 'nonsense'])('goes to no other place than was said: %s', async (url) => {
    await start()
    await expect((await routeAndSend(rig, [chat('Hello')], { url })).sending).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
    expect(rig.sent).toEqual([])
    expect(rig.rows).toMatchObject([{ outcome: 'kept', rule: 'zone' }])
    expect(rig.uses).toEqual([])
  })

  it('keeps what never may go, and writes that down without its content', async () => {
    await start()
    const { routed, sending } = await routeAndSend(rig, [{ title: 'Walk', text: 'Secret walk', origin: 'memo' }])
    expect(routed.decision).toMatchObject({ where: 'local', verdict: 'never' })
    await expect(sending).rejects.toMatchObject({ code: 'NO_DESTINATION' })
    expect(JSON.stringify(rig.rows)).not.toContain('Secret')
    expect([rig.sent, rig.uses]).toEqual([[], []])
  })

  it('looks at the policy again when it sends', async () => {
    await start()
    const routed = await rig.routing.route({ pieces: [chat('Hello')], mode: TO_ANTHROPIC }, signal)
    await rig.routing.setCell('chat', 'cloud', 'never', signal)
    await expect(rig.routing.sender(routed, ABOUT)(draftOf('Hello'), { signal })).rejects.toMatchObject({ code: 'KEPT_HERE', message: 'Nothing was sent. Typed chat never goes to the cloud.' })
    expect(rig.rows).toMatchObject([{ outcome: 'kept', why: 'Typed chat never goes to the cloud.', rule: 'table:chat.cloud', bytesOut: 0, host: 'api.anthropic.com', url: 'https://api.anthropic.com/v1/messages' }])
  })

  it('does not send what the policy wants hidden by now and was not', async () => {
    await start()
    const routed = await rig.routing.route({ pieces: [chat('Tell Mara')], mode: TO_ANTHROPIC }, signal)
    await rig.routing.setCell('chat', 'cloud', 'redact', signal)
    await expect(rig.routing.sender(routed, ABOUT)(draftOf('Tell Mara'), { signal })).rejects.toMatchObject({ code: 'KEPT_HERE', next: 'Ask again, and it goes by what holds now.' })
    expect(rig.sent).toEqual([])
  })

  it('does not send a body that still holds what was to be hidden', async () => {
    await start()
    const routed = await rig.routing.route({ pieces: [chat('Pay DK50 0040 0440 1162 43')], mode: TO_ANTHROPIC }, signal)
    await expect(rig.routing.sender(routed, ABOUT)(draftOf('Pay DK50 0040 0440 1162 43'), { signal })).rejects.toMatchObject({ code: 'KEPT_HERE' })
    expect(rig.sent).toEqual([])
    expect(rig.rows).toMatchObject([{ outcome: 'kept', rule: 'hide' }])
  })

  it.each([
    ['Local only came', 'LOCAL_ONLY', () => rig.routing.setLocalOnly(true, signal)],
    ['it is to ask by now', 'KEPT_HERE', () => rig.routing.setCell('chat', 'cloud', 'ask', signal)],
    ['the server is gone', 'NO_DESTINATION', () => rig.routing.removeDestination('Anthropic', signal)],
  ])('looks once more after the keychain kept it waiting: %s', async (_, code, change) => {
    await start()
    let release = (): void => {}
    const waiting = new Promise<void>((resolve) => {
      release = resolve
    })
    rig.set({ useCredential: () => waiting.then(() => redact('k')) })
    const { sending } = await routeAndSend(rig, [chat('Hello')])
    const ended = expect(sending).rejects.toMatchObject({ code })
    await change()
    release()
    await ended
    expect(rig.sent).toEqual([])
  })

  it.each([
    ['throws', async () => Promise.reject(new Error('broken'))],
    ['finds nothing to work with', async () => [null]],
    ['gives too little', async () => []],
  ])('asks where the detector %s', async (_, detect) => {
    await start({ detect })
    const routed = await rig.routing.route({ pieces: [chat('Hello')], mode: TO_ANTHROPIC }, signal)
    expect(routed).toMatchObject({ labels: { unsure: true }, decision: { where: 'ask', reasons: [{ rule: 'unsure' }, {}] } })
  })

  it('takes topics that cannot be told for none, and goes on', async () => {
    await start({ detectTopics: async () => Promise.reject(new Error('no model')) })
    expect((await rig.routing.route({ pieces: [chat('my knee')], mode: TO_ANTHROPIC }, signal)).decision.where).toBe('cloud')
  })

  it('hides what stands in a file’s name too', async () => {
    await start()
    const { sending } = await routeAndSend(rig, [file('The offer', 'For Mara.pdf')])
    expect((await asked()).sentText).toContain('For ‹Person 1›.pdf')
    await answer('keep')
    await expect(sending).rejects.toMatchObject({ code: 'KEPT_HERE' })
  })
})

describe('asking', () => {
  it('shows the exact bytes, and what was hidden in them', async () => {
    await start()
    const { sending, draft } = await routeAndSend(rig, [chat('Compare'), file('Offer for Mara, +45 20 12 34 56')], { chat: 'one' })
    expect(await asked()).toMatchObject({
      title: 'Send a file to Anthropic?',
      destination: 'Anthropic',
      zone: 'cloud',
      host: 'api.anthropic.com',
      model: 'claude-sonnet-4-5',
      why: 'Files ask before they go to the cloud.',
      sentText: new TextDecoder().decode(draft.body ?? undefined),
      sizeBytes: draft.body?.length,
      hiddenCount: 2,
      foundCount: 2,
      chat: 'one',
      origins: ['file'],
      pieces: [{ title: 'You' }, { title: 'Quote.pdf', changes: [{ was: 'Quote.pdf\n\nOffer for ' }, { was: 'Mara', now: '‹Person 1›' }, {}, { now: '‹Phone 1›' }].map((each) => expect.objectContaining(each)) }],
    })
    expect([rig.sent, rig.uses]).toEqual([[], []])
    await answer('once')
    await sending
    expect(rig.sent[0]?.permit.why).toBe('Files ask before they go to the cloud. You said yes, once.')
    expect(rig.settings.current().privacy.rules).toEqual([])
  })

  it('a yes is for those bytes alone', async () => {
    await start()
    const { send, sending, draft } = await routeAndSend(rig, [file('One')])
    await answer('once')
    await sending
    await send(draft, { signal })
    expect(rig.sent).toHaveLength(2)
    const other = send(draftOf('Two'), { signal })
    expect((await asked()).sentText).toContain('Two')
    await answer('keep')
    await expect(other).rejects.toMatchObject({ code: 'KEPT_HERE', message: 'Nothing was sent. You kept it here. Files ask before they go to the cloud.' })
  })

  it('a yes ends with its permit', async () => {
    await start()
    const { send, sending, draft } = await routeAndSend(rig, [file('One')])
    await answer('once')
    await sending
    rig.pass(61_000)
    const later = send(draft, { signal })
    await answer('keep')
    await expect(later).rejects.toMatchObject({ code: 'KEPT_HERE' })
    expect(rig.rows).toMatchObject([{ outcome: 'kept', rule: 'answer' }])
  })

  it('for this chat holds in it for a day, and in no other', async () => {
    await start()
    const { sending } = await routeAndSend(rig, [file('For Mara')], { chat: 'one' })
    await answer('chat')
    await sending
    expect(rig.settings.current().privacy.rules).toMatchObject([{ origin: 'file', destination: 'Anthropic', verdict: 'redact', chat: 'one' }])
    await (await routeAndSend(rig, [file('Another')], { chat: 'one' })).sending
    expect((await rig.routing.route({ pieces: [file('x')], mode: TO_ANTHROPIC, chat: 'two' }, signal)).decision.where).toBe('ask')
    rig.pass(25 * 3_600_000)
    expect((await rig.routing.route({ pieces: [file('x')], mode: TO_ANTHROPIC, chat: 'one' }, signal)).decision.where).toBe('ask')
    // What is over goes when rules are next written.
    await rig.routing.addRule({ tag: 'garden', verdict: 'allow' }, signal)
    expect(rig.settings.current().privacy.rules).toEqual([{ tag: 'garden', verdict: 'allow' }])
  })

  it('always adds a rule for the origin and the destination, and answers what waits behind it', async () => {
    await start()
    const [first, second] = [await routeAndSend(rig, [file('For Mara')]), await routeAndSend(rig, [file('Also for Mara')])]
    await vi.waitFor(() => expect(rig.routing.state().asks).toHaveLength(2))
    await answer('always')
    await Promise.all([first.sending, second.sending])
    expect(rig.routing.state()).toMatchObject({ asks: [], rules: [{ words: 'Files → Anthropic: redact' }] })
    expect(rig.sent[1]?.permit.why).toMatch(/^Rule Files → Anthropic: redact\./)
  })

  it('never keeps it, adds a rule, and ends what was once said of that origin', async () => {
    await start()
    await rig.routing.addDestination({ name: 'OpenAI', provider: 'openai', zone: 'cloud' }, signal)
    await rig.routing.addRule({ origin: 'file', destination: 'OpenAI', verdict: 'allow' }, signal)
    const { sending } = await routeAndSend(rig, [file('x')])
    await answer('never')
    await expect(sending).rejects.toMatchObject({ code: 'KEPT_HERE' })
    expect(rig.settings.current().privacy.rules).toEqual([{ origin: 'file', zone: 'cloud', verdict: 'never' }])
  })

  it('keeps it here at once on a never that cannot be written, and does not send on an always that cannot', async () => {
    await start()
    const kept = await routeAndSend(rig, [file('x')])
    const waits = await routeAndSend(rig, [file('y')])
    await vi.waitFor(() => expect(rig.routing.state().asks).toHaveLength(2))
    rig.set({ writable: false })
    await expect(answer('never')).rejects.toThrow(/read-only/)
    await expect(kept.sending).rejects.toMatchObject({ code: 'KEPT_HERE' })
    await expect(answer('always')).rejects.toThrow(/read-only/)
    expect(rig.sent).toEqual([])
    await answer('keep')
    await expect(waits.sending).rejects.toMatchObject({ code: 'KEPT_HERE' })
  })

  it('in auto asks before every cloud, and offers to remember nothing', async () => {
    await start({ local: { state: 'failed', contextTokens: 0 } })
    await rig.routing.removeDestination('Home server', signal)
    const { routed, sending } = await routeAndSend(rig, [chat('Hello')], { mode: 'auto', chat: 'one' })
    expect(routed.decision).toMatchObject({ where: 'ask', verdict: 'allow' })
    const ask = await asked()
    expect(ask).toMatchObject({ chat: null, origins: [], why: 'The model on this Mac failed. Nothing goes to the cloud by itself. Typed chat is allowed.' })
    await expect(rig.routing.answer(ask.askId, 'always', signal)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(rig.routing.answer(ask.askId, 'chat', signal)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(rig.sent).toEqual([])
    await answer('once')
    await sending
    expect(rig.sent).toHaveLength(1)
    await expect(rig.routing.answer(ask.askId, 'once', signal)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('ends when the policy says never meanwhile, when Local only comes, and when the one who asks goes', async () => {
    await start()
    const never = await routeAndSend(rig, [file('x')])
    await asked()
    const refused = expect(never.sending).rejects.toMatchObject({ code: 'KEPT_HERE' })
    await rig.routing.setCell('file', 'cloud', 'never', signal)
    await refused
    await rig.routing.setCell('file', 'cloud', 'ask', signal)

    const only = await routeAndSend(rig, [file('x')])
    await asked()
    const shut = expect(only.sending).rejects.toMatchObject({ code: 'KEPT_HERE', message: expect.stringContaining('Local only is on') })
    await rig.routing.setLocalOnly(true, signal)
    await shut
    await rig.routing.setLocalOnly(false, signal)

    const ending = new AbortController()
    const routed = await rig.routing.route({ pieces: [file('x')], mode: TO_ANTHROPIC }, signal)
    const gone = rig.routing.sender(routed, ABOUT)(draftOf('x'), { signal: ending.signal })
    await asked()
    ending.abort()
    await expect(gone).rejects.toThrow(/abort/i)
    expect(rig.routing.state().asks).toEqual([])
    expect(rig.sent).toEqual([])
  })
})
