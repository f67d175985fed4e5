import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Piece } from '../../../src/contract/answers.ts'
import type { ApiClient } from '../../../src/contract/local-api.ts'
import { ORIGINS } from '../../../src/contract/privacy.ts'
import type { AskAnswer, Origin } from '../../../src/contract/privacy.ts'
import type { ReaderApp, Release } from '../../../src/main/core/routing/index.ts'
import { signal, startRig } from './rig.ts'
import type { Rig } from './rig.ts'

let rig: Rig
afterEach(() => rig.close())

/** An app of the list, whose answers are kept as the list keeps them. */
const app = (changes: { readonly forwards?: boolean; readonly from?: string | null; readonly name?: string; readonly unknown?: boolean } = {}): ReaderApp & { readonly kept: ApiClient['grants'] } => {
  const kept: ApiClient['grants'] = []
  return {
    kept,
    name: changes.name ?? 'Claude Desktop',
    from: changes.from ?? null,
    now: () => (changes.unknown ? null : { forwards: changes.forwards ?? true, grants: kept }),
    remember: async (origin, allowed) => void kept.push({ origin, allowed }),
  }
}
const of = (origin: Origin, text = 'The kitchen is to be blue', more: Partial<Piece> = {}): Piece => ({ title: 'Kitchen', text, origin, ...more })
const release = (client: ReaderApp, pieces: readonly Piece[], more: Partial<Parameters<Release>[0]> = {}, given = signal) => {
  const handed = rig.routing.release({ app: client, feature: 'mcp', purpose: 'read_note', pieces, render: (texts) => (texts.every((text) => text === null) ? null : { text: texts.filter((text) => text !== null).join('\n---\n'), from: texts.flatMap((text, at) => (text === null ? [] : [at])) }), ...more }, given)
  handed.catch(() => undefined)
  return handed
}
const asked = () =>
  vi.waitFor(() => {
    const [ask] = rig.routing.state().asks
    if (!ask) throw new Error('Nothing is asked yet.')
    return ask
  })
const answer = async (given: AskAnswer) => rig.routing.answer((await asked()).askId, given, signal)

describe('an app that hands on what it reads', () => {
  it('asks with the exact text, hands it over after a yes, and records it with what was handed over', async () => {
    rig = await startRig()
    const handed = release(app(), [of('note', 'Tell Mara of DK50 0040 0440 1162 43')])
    const ask = await asked()
    expect(ask).toMatchObject({
      title: 'Let Claude Desktop read a note?',
      destination: 'Claude Desktop',
      zone: 'cloud',
      host: 'an app, by MCP',
      why: 'Claude Desktop may hand on what it reads. Notes ask before they go to the cloud.',
      sentText: 'Kitchen\n\nTell ‹Person 1› of ‹Account 1›',
      hiddenCount: 2,
      chat: null,
      origins: ['note'],
    })
    expect(ask.pieces[0]?.changes).toContainEqual({ was: 'Mara', now: '‹Person 1›' })
    expect(rig.rows).toEqual([])
    await answer('once')
    expect(await handed).toEqual({ text: ask.sentText, kept: null })
    expect(rig.rows).toMatchObject([{ feature: 'mcp', purpose: 'read_note', destination: 'Claude Desktop', zone: 'cloud', outcome: 'open', bytesOut: ask.sizeBytes, hiddenCount: 2, rule: 'table:note.cloud', why: 'Notes ask before they go to the cloud. You said yes, once.', labels: { sources: [{ origin: 'note' }] } }])
    expect(rig.payloads).toEqual([ask.sentText])
    expect(rig.ends).toMatchObject([{ seq: 1, outcome: 'sent', bytesOut: ask.sizeBytes }])
  })

  it('is asked once for each origin where the yes is kept', async () => {
    rig = await startRig()
    const client = app()
    const first = release(client, [of('note')])
    await answer('always')
    await first
    expect(client.kept).toEqual([{ origin: 'note', allowed: true }])
    // A yes for an app is no rule of the settings.
    expect(rig.settings.current().privacy.rules).toEqual([])
    expect((await release(client, [of('note', 'Another one')])).text).toContain('Another one')
    const capture = release(client, [of('capture')])
    expect((await asked()).origins).toEqual(['capture'])
    await answer('once')
    await capture
    const again = release(client, [of('capture')])
    await asked()
    await answer('keep')
    await expect(again).rejects.toMatchObject({ code: 'KEPT_HERE', message: 'It was not handed over. The person was asked and kept it here.' })
  })

  it('ends the other questions that a kept yes answers', async () => {
    rig = await startRig()
    const client = app()
    const both = [release(client, [of('note', 'One')]), release(client, [of('note', 'Two')])]
    await vi.waitFor(() => expect(rig.routing.state().asks).toHaveLength(2))
    await answer('always')
    expect((await Promise.all(both)).map(({ text }) => text)).toEqual(['Kitchen\n\nOne', 'Kitchen\n\nTwo'])
    expect(rig.routing.state().asks).toEqual([])
  })

  it('is not asked again after never', async () => {
    rig = await startRig()
    const client = app()
    const first = release(client, [of('note')])
    await answer('never')
    await expect(first).rejects.toMatchObject({ code: 'KEPT_HERE' })
    await vi.waitFor(() => expect(client.kept).toEqual([{ origin: 'note', allowed: false }]))
    expect(await release(client, [of('note')])).toMatchObject({ text: null, kept: { code: 'KEPT_HERE', message: 'It was not handed over. The person never lets this app read notes.' } })
    expect(rig.routing.state().asks).toEqual([])
    expect(rig.rows.map(({ outcome }) => outcome)).toEqual(['kept', 'kept'])
  })

  it('keeps what never goes to the cloud without a question, whatever was answered, and does not look through it', async () => {
    let looked = 0
    rig = await startRig({ detectTopics: async () => ((looked += 1), []) })
    const client = app()
    client.kept.push({ origin: 'memo', allowed: true })
    expect(await release(client, [of('memo')])).toMatchObject({ text: null, kept: { code: 'KEPT_HERE', message: 'It was not handed over. Memos never go to the cloud.', next: 'The person can change it in Freehold, under Privacy.' } })
    expect([rig.routing.state().asks, looked]).toEqual([[], 0])
    expect(rig.rows).toMatchObject([{ outcome: 'kept', rule: 'table:memo.cloud', bytesOut: 0 }])
    expect(rig.payloads).toEqual([null])
  })

  it('gets the others where one piece stays, and is not told what that one is about', async () => {
    rig = await startRig()
    const client = app()
    client.kept.push({ origin: 'note', allowed: true })
    const { text, kept } = await release(client, [of('note', 'Blue'), of('note', 'My knee')])
    expect(text).toBe('Kitchen\n\nBlue')
    expect(kept?.message).toBe('It was not handed over. A rule of the person keeps it here.')
    expect(rig.rows).toMatchObject([{ outcome: 'kept', rule: 'topic:health' }, { outcome: 'open' }])
  })

  it('goes on asking for a topic that asks, and keeps no yes for it', async () => {
    rig = await startRig()
    const client = app()
    client.kept.push({ origin: 'note', allowed: true })
    const handed = release(client, [of('note', 'The mortgage')])
    expect(await asked()).toMatchObject({ origins: [] })
    await expect(answer('always')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await answer('once')
    expect((await handed).text).toContain('mortgage')
  })

  it('goes on asking for a folder that asks, and never shows what is to be hidden after a yes', async () => {
    rig = await startRig()
    await rig.routing.addRule({ folder: 'Diary', verdict: 'ask' }, signal)
    const client = app()
    client.kept.push({ origin: 'note', allowed: true })
    expect((await release(client, [of('note', 'Mara')])).text).toBe('Kitchen\n\n‹Person 1›')
    void release(client, [of('note', 'Today', { folder: 'Diary' })])
    expect((await asked()).origins).toEqual([])
    await answer('once')
  })

  it('takes no rule for a server of its name for its own', async () => {
    rig = await startRig()
    await rig.routing.addRule({ origin: 'memo', destination: 'Claude Desktop', verdict: 'allow' }, signal)
    expect((await release(app(), [of('memo')])).text).toBeNull()
    await rig.routing.addRule({ origin: 'memo', destination: 'app:Claude Desktop', verdict: 'ask' }, signal)
    const handed = release(app(), [of('memo')])
    await answer('once')
    expect((await handed).text).not.toBeNull()
  })

  it.each([
    ['Local only comes', 'LOCAL_ONLY', () => rig.routing.setLocalOnly(true, signal)],
    ['the table says never by now', 'KEPT_HERE', () => rig.routing.setCell('note', 'cloud', 'never', signal)],
  ])('is handed nothing when %s while it is asked', async (_, code, change) => {
    rig = await startRig()
    const ended = expect(release(app(), [of('note')])).rejects.toMatchObject({ code })
    await asked()
    await change()
    await ended
    expect(rig.payloads).toEqual([null])
  })

  it('is handed nothing while Local only is on, and an app on this Mac that keeps it here is', async () => {
    rig = await startRig()
    await rig.routing.setLocalOnly(true, signal)
    await expect(release(app(), [of('note')])).rejects.toMatchObject({ code: 'LOCAL_ONLY' })
    // Also what policy would keep: which row of it that is need not be said, nor looked at.
    await expect(release(app(), [of('memo')])).rejects.toMatchObject({ code: 'LOCAL_ONLY' })
    await expect(release(app({ forwards: false, from: '192.168.1.20' }), [of('note')])).rejects.toMatchObject({ code: 'LOCAL_ONLY' })
    expect((await release(app({ forwards: false }), [of('memo')])).text).toContain('blue')
  })

  it('is handed nothing that cannot be recorded', async () => {
    rig = await startRig()
    rig.set({ recordFails: true })
    await expect(release(app({ forwards: false }), [of('note')])).rejects.toMatchObject({ code: 'LEDGER_FAILED' })
    rig.set({ ledgerWritable: false })
    await expect(release(app(), [of('note')])).rejects.toMatchObject({ code: 'LEDGER_FAILED' })
  })

  it('takes its question back when it leaves', async () => {
    rig = await startRig()
    const leaving = new AbortController()
    const ended = expect(release(app(), [of('note')], {}, leaving.signal)).rejects.toMatchObject({ name: 'AbortError' })
    await asked()
    leaving.abort()
    await ended
    expect([rig.routing.state().asks, rig.rows]).toEqual([[], []])
  })

  it('hides over the whole text, so that a part of it shows no half of a detail', async () => {
    rig = await startRig()
    const client = app()
    client.kept.push({ origin: 'note', allowed: true })
    const { text } = await release(client, [of('note', 'Pay DK50 0040 0440 1162 43 now')], { render: ([whole]) => ({ text: (whole ?? '').slice(9, 21), from: [0] }) })
    expect(text).toBe('Pay ‹Account')
  })

  it('is not handed what the caller put back into it', async () => {
    rig = await startRig()
    const client = app()
    client.kept.push({ origin: 'note', allowed: true })
    await expect(release(client, [of('note', 'Mara')], { render: () => ({ text: 'Mara', from: [0] }) })).rejects.toMatchObject({ code: 'KEPT_HERE' })
    expect(rig.rows).toMatchObject([{ outcome: 'kept', rule: 'hide' }])
  })

  it('asks for what is in the text alone, and not for what was looked at beside it', async () => {
    rig = await startRig()
    const client = app()
    client.kept.push({ origin: 'note', allowed: true })
    expect((await release(client, [of('capture', 'Other'), of('note', 'Blue')], { render: (texts) => ({ text: texts[1] ?? '', from: [1] }) })).text).toBe('Kitchen\n\nBlue')
    expect(rig.rows).toMatchObject([{ labels: { sources: [{ origin: 'note' }] } }])
  })

  it('is handed nothing when it comes to hand on what it reads while it is asked', async () => {
    rig = await startRig()
    await rig.routing.addRule({ origin: 'note', zone: 'mac', verdict: 'ask' }, signal)
    let forwards = false
    const client: ReaderApp = { ...app(), now: () => ({ forwards, grants: [] }) }
    const ended = expect(release(client, [of('note', 'My knee')])).rejects.toMatchObject({ code: 'KEPT_HERE' })
    await asked()
    forwards = true
    await answer('once')
    await ended
    expect(rig.payloads).toEqual([null])
  })

  it('asks, with nothing to remember, for one that is on no list', async () => {
    rig = await startRig()
    void release(app({ unknown: true }), [of('note')])
    expect(await asked()).toMatchObject({ zone: 'cloud', origins: [] })
    await answer('keep')
  })
})

describe('every origin, for every kind of app', () => {
  const cases = ORIGINS.flatMap((origin) => ([['hands on', true, null], ['stays', false, null], ['stays in my network', false, '192.168.1.20']] as const).map(([kind, forwards, from]) => ({ origin, kind, forwards, from })))
  it.each(cases)('$origin, $kind', async ({ origin, forwards, from }) => {
    rig = await startRig()
    const zone = forwards ? 'cloud' : from === null ? 'mac' : 'network'
    const cell = rig.settings.current().privacy.table[origin][zone]
    const handed = release(app({ forwards, from }), [of(origin)])
    const isAsked = cell !== 'never' && (forwards || cell === 'ask')
    if (isAsked) {
      expect((await asked()).zone).toBe(zone)
      await answer('once')
    }
    const { text, kept } = await handed
    expect(rig.routing.state().asks).toEqual([])
    expect(text === null).toBe(cell === 'never')
    expect(kept === null).toBe(cell !== 'never')
    expect(rig.rows).toMatchObject([{ outcome: cell === 'never' ? 'kept' : 'open', zone }])
  })
})
