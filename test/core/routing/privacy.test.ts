import { readFile } from 'node:fs/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { PrivacyState } from '../../../src/contract/privacy.ts'
import { ANTHROPIC, HOME, signal, startRig } from './rig.ts'
import type { Rig } from './rig.ts'

let rig: Rig
afterEach(() => rig.close())
const start = async (changes: Parameters<typeof startRig>[0] = {}): Promise<Rig> => {
  rig = await startRig(changes)
  return rig
}
const privacy = () => rig.settings.current().privacy

describe('Local only', () => {
  it('has force before it is written, and is there after a restart', async () => {
    await start()
    const written = rig.routing.setLocalOnly(true, signal)
    expect(rig.routing.state().localOnly).toBe(true)
    expect(rig.gateOpen()).toBe(false)
    expect(privacy().localOnly).toBe(false)
    await written
    expect(await readFile(rig.path, 'utf8')).toMatch(/localOnly: true/)
  })

  it('stays on where it cannot be written, and says so', async () => {
    await start({ writable: false })
    await expect(rig.routing.setLocalOnly(true, signal)).rejects.toMatchObject({ code: 'SETTINGS_BROKEN', message: expect.stringContaining('Local only is on') })
    rig.changed()
    expect(rig.routing.state().localOnly).toBe(true)
    expect(rig.gateOpen()).toBe(false)
    await expect(rig.routing.setLocalOnly(false, signal)).rejects.toThrow()
    expect([rig.routing.state().localOnly, rig.gateOpen()]).toEqual([true, false])
    rig.set({ writable: true })
    await rig.routing.setLocalOnly(false, signal)
    expect([rig.routing.state().localOnly, rig.gateOpen()]).toEqual([false, true])
  })

  it('wins where it is turned off and on at once', async () => {
    await start()
    await rig.routing.setLocalOnly(true, signal)
    const [off, on] = [rig.routing.setLocalOnly(false, signal), rig.routing.setLocalOnly(true, signal)]
    await off
    expect([rig.routing.state().localOnly, rig.gateOpen()]).toEqual([true, false])
    await on
    expect([rig.routing.state().localOnly, rig.gateOpen(), privacy().localOnly]).toEqual([true, false, true])
  })

  it('that was written down shuts the gate from the start, and a hand in the file opens it', async () => {
    await start()
    await rig.routing.setLocalOnly(true, signal)
    await rig.settings.set('privacy.localOnly', false, signal)
    expect([rig.routing.state().localOnly, rig.gateOpen()]).toEqual([false, true])
  })
})

describe('changes of the policy', () => {
  it('are written into the settings, where a person reads them', async () => {
    await start()
    await rig.routing.setCell('memo', 'cloud', 'ask', signal)
    await rig.routing.addRule({ folder: 'Book', verdict: 'redact', until: '2099-01-01T00:00:00Z' }, signal)
    await rig.routing.addDestination(HOME, signal)
    expect(await readFile(rig.path, 'utf8')).toMatch(/privacy:\n {2}table:\n {4}memo:\n {6}cloud: ask/)
    expect(rig.routing.state()).toMatchObject({
      table: { memo: { cloud: 'ask', network: 'allow' } },
      rules: [{ index: 0, words: 'Folder “Book”: redact', expired: false }],
      destinations: [{ name: 'Home server', host: '192.168.1.10:8080', hasCredential: true }],
    })
  })

  it('made at once are all kept', async () => {
    await start()
    await Promise.all(['a', 'b', 'c'].map((tag) => rig.routing.addRule({ tag, verdict: 'allow' }, signal)))
    expect(privacy().rules.map(({ tag }) => tag)).toEqual(['a', 'b', 'c'])
  })

  it('remove a rule only while it stands where it stood', async () => {
    await start()
    await rig.routing.addRule({ tag: 'a', verdict: 'allow' }, signal)
    await rig.routing.addRule({ tag: 'b', verdict: 'never' }, signal)
    await expect(rig.routing.removeRule(0, { tag: 'b', verdict: 'never' }, signal)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(rig.routing.removeRule(7, { tag: 'b', verdict: 'never' }, signal)).rejects.toMatchObject({ code: 'CONFLICT' })
    await rig.routing.removeRule(0, { verdict: 'allow', tag: 'a' }, signal)
    expect(privacy().rules).toEqual([{ tag: 'b', verdict: 'never' }])
  })

  it('refuse a second server of a name, and a zone that cannot be', async () => {
    await start()
    await rig.routing.addDestination(ANTHROPIC, signal)
    await expect(rig.routing.addDestination({ ...HOME, name: 'anthropic' }, signal)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(rig.routing.addDestination({ name: 'A', provider: 'openai', zone: 'network' }, signal)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(rig.routing.addDestination({ name: 'B', provider: 'openai', url: 'https://example.org', zone: 'mac' }, signal)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await rig.routing.addDestination({ name: 'C', provider: 'openai', url: 'http://127.0.0.1:1234/v1', zone: 'cloud' }, signal)
  })

  it('remove a server with the rules that name it: the next of that name starts anew', async () => {
    await start()
    await rig.routing.addDestination(ANTHROPIC, signal)
    await rig.routing.addRule({ origin: 'memo', destination: 'anthropic', verdict: 'allow' }, signal)
    await rig.routing.addRule({ tag: 'a', verdict: 'allow' }, signal)
    await rig.routing.removeDestination('Anthropic', signal)
    expect(privacy()).toMatchObject({ destinations: [], rules: [{ tag: 'a', verdict: 'allow' }] })
    await expect(rig.routing.removeDestination('Anthropic', signal)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('take back what was given before', async () => {
    await start()
    await rig.routing.addDestination(ANTHROPIC, signal)
    await rig.routing.plainSender('Anthropic', { feature: 'keys', purpose: 'key-test' })({ method: 'GET', url: 'https://api.anthropic.com/v1/models', headers: {}, body: null }, { signal })
    const permit = rig.sent[0]?.permit
    if (!permit) throw new Error('Nothing was sent.')
    expect(rig.routing.isIssued(permit)).toBe(true)
    await rig.routing.setCell('chat', 'cloud', 'ask', signal)
    expect(rig.routing.isIssued(permit)).toBe(false)
  })
})

describe('the state as a stream', () => {
  it('is there at once, and again when something changed', async () => {
    await start()
    const ending = new AbortController()
    const seen: PrivacyState[] = []
    for await (const state of rig.routing.changes(ending.signal)) {
      seen.push(state)
      if (seen.length === 1) await rig.routing.setCell('memo', 'cloud', 'ask', signal)
      if (state.table.memo.cloud === 'ask') break
    }
    expect(seen[0]?.table.memo.cloud).toBe('never')
  })
})

describe('Try it', () => {
  const TEXT = 'Send Mara my account, DK50 0040 0440 1162 43, and ask how her knee is.'

  it('shows labels, decision and hidden text, and what would go without the part that keeps it here', async () => {
    await start()
    await rig.routing.addDestination(ANTHROPIC, signal)
    const trial = await rig.routing.tryIt({ text: TEXT, origin: 'chat' }, signal)
    expect(trial).toMatchObject({
      labels: { sources: [{ origin: 'chat' }], details: ['iban', 'person'], topics: ['health'], people: ['Mara Ellegaard'], unsure: false },
      decision: { where: 'local', destination: null, verdict: 'never', reasons: [{ words: 'It speaks of health, and health never goes to the cloud', rule: 'topic:health' }, { rule: 'table:chat.cloud' }] },
      topicsKnown: true,
      without: { sentence: 'Without the last part it would go like this:' },
    })
    expect(trial.details).toHaveLength(2)
    expect(trial.changes.map(({ now }) => now).join('')).toBe('Send ‹Person 1› my account, ‹Account 1›, and ask how her knee is.')
    expect(trial.without?.changes.map(({ now }) => now).join('')).toBe('Send Mara my account, ‹Account 1›.')
    expect([rig.sent, rig.rows]).toEqual([[], []])
  })

  it.each([
    ['My knee hurts. Buy milk for Mara.', 'Without the first part it would go like this:', 'Buy milk for Mara.'],
    ['Buy milk; the knee is worse!', 'Without the last part it would go like this:', 'Buy milk!'],
    ['Buy milk. The knee is worse. Ring Erik.', 'Without “The knee is worse.” it would go like this:', 'Buy milk. Ring Erik.'],
    ['The knee. Buy milk. The other knee.', 'Without the parts that keep it here it would go like this:', 'Buy milk.'],
  ])('leaves out whole sentences where there are several: %s', async (text, sentence, left) => {
    await start()
    await rig.routing.addDestination(ANTHROPIC, signal)
    const { without } = await rig.routing.tryIt({ text, origin: 'chat' }, signal)
    expect([without?.sentence, without?.changes.map(({ now }) => now).join('')]).toEqual([sentence, left])
  })

  it('offers nothing where it is its origin that keeps it here, or all of it', async () => {
    await start()
    await rig.routing.addDestination(ANTHROPIC, signal)
    expect((await rig.routing.tryIt({ text: TEXT, origin: 'memo' }, signal)).without).toBeNull()
    expect((await rig.routing.tryIt({ text: 'My knee', origin: 'chat' }, signal)).without).toBeNull()
    expect((await rig.routing.tryIt({ text: 'Buy milk', origin: 'chat' }, signal)).without).toBeNull()
  })

  it('tells what the policy says of the cloud also before a server was added', async () => {
    await start()
    const { decision } = await rig.routing.tryIt({ text: 'A walk', origin: 'memo' }, signal)
    expect(decision).toMatchObject({ where: 'local', destination: null, verdict: 'never' })
    expect(decision.reasons[0]).toEqual({ words: 'Memos never go to the cloud', rule: 'table:memo.cloud' })
  })

  it('says where the topics were not looked at', async () => {
    await start({ detectTopics: async () => null })
    expect((await rig.routing.tryIt({ text: 'my knee', origin: 'chat' }, signal)).topicsKnown).toBe(false)
  })

  it('asks for the server that is named', async () => {
    await start()
    await rig.routing.addDestination(ANTHROPIC, signal)
    await rig.routing.addDestination(HOME, signal)
    expect((await rig.routing.tryIt({ text: 'A walk', origin: 'memo', destination: 'Home server' }, signal)).decision).toMatchObject({ where: 'network', destination: 'Home server' })
    expect((await rig.routing.tryIt({ text: 'A walk', origin: 'memo', mode: 'local-only' }, signal)).decision.reasons[0]).toEqual({ words: 'You chose to stay on this Mac', rule: 'mode' })
  })
})
