import { writeFile } from 'node:fs/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { Piece } from '../../../src/contract/answers.ts'
import { ABOUT, chat, draftOf, routeAndSend, signal, startWithServers, TO_ANTHROPIC } from './rig.ts'
import type { Rig, startRig } from './rig.ts'

let rig: Rig
afterEach(() => rig.close())
const start = async (changes: Parameters<typeof startRig>[0] = {}): Promise<Rig> => {
  rig = await startWithServers(changes)
  return rig
}

describe('requests that hold nothing', () => {
  const list = { method: 'GET', url: 'https://api.anthropic.com/v1/models', headers: {}, body: null } as const

  it('need a server that was added, and are recorded as such', async () => {
    await start()
    await rig.routing.plainSender('Anthropic', { feature: 'keys', purpose: 'key-test' })(list, { signal })
    expect(rig.sent[0]?.permit).toMatchObject({ purpose: 'key-test', bodySha256: null, rule: 'destination', labels: { sources: [] }, headerNames: ['authorization'] })
    await expect(rig.routing.plainSender('Nobody', { feature: 'keys', purpose: 'key-test' })(list, { signal })).rejects.toMatchObject({ code: 'NO_DESTINATION' })
  })

  it('carry nothing, and go nowhere else', async () => {
    await start()
    const send = rig.routing.plainSender('Anthropic', { feature: 'keys', purpose: 'key-test' })
    for (const other of [{ ...list, body: new Uint8Array([1]) }, { ...list, method: 'POST' }, { ...list, url: 'https://elsewhere.example/v1/models' }]) await expect(send(other, { signal })).rejects.toMatchObject({ code: 'NOT_PERMITTED' })
    expect([rig.sent, rig.uses]).toEqual([[], []])
  })

  it('are refused under Local only, and written down', async () => {
    await start()
    await rig.routing.setLocalOnly(true, signal)
    await expect(rig.routing.plainSender('Anthropic', { feature: 'keys', purpose: 'key-test' })(list, { signal })).rejects.toMatchObject({ code: 'LOCAL_ONLY' })
    expect(rig.rows).toMatchObject([{ outcome: 'kept', purpose: 'key-test', rule: 'local-only' }])
  })
})

describe('what it stands on', () => {
  it('mistakes in the settings force Local only until they are mended', async () => {
    await start()
    const routed = await rig.routing.route({ pieces: [chat('Hello')], mode: TO_ANTHROPIC }, signal)
    await writeFile(rig.path, 'privacy:\n  localOnlyy: true\n')
    await rig.settings.reload(signal)
    expect(rig.routing.state()).toMatchObject({ localOnly: false, forced: 'The settings cannot be read, so nothing leaves this Mac' })
    expect(rig.gateOpen()).toBe(false)
    await expect(rig.routing.sender(routed, ABOUT)(draftOf('Hello'), { signal })).rejects.toMatchObject({ code: 'SETTINGS_BROKEN' })
    await writeFile(rig.path, `privacy:\n  destinations:\n    - { name: Anthropic, provider: anthropic }\n`)
    await rig.settings.reload(signal)
    expect(rig.gateOpen()).toBe(true)
    await rig.routing.sender(routed, ABOUT)(draftOf('Hello'), { signal })
    expect(rig.sent).toHaveLength(1)
  })

  it('a record that cannot be written does too', async () => {
    await start({ ledgerWritable: false })
    const { routed, sending } = await routeAndSend(rig, [chat('Hello')])
    expect(routed.decision).toMatchObject({ where: 'local', destination: null, reasons: [{ rule: 'ledger' }] })
    await expect(sending).rejects.toMatchObject({ code: 'LEDGER_FAILED' })
    expect(rig.gateOpen()).toBe(false)
  })

  it('labels of what something was made from: a summary of a memo is as private as the memo', async () => {
    await start()
    const memo = await rig.routing.route({ pieces: [{ title: 'Walk', text: 'A walk', origin: 'memo' }], mode: 'auto' }, signal)
    const summary = await rig.routing.route({ pieces: [chat('Sum of it')], mode: TO_ANTHROPIC, carried: memo.labels }, signal)
    expect(summary).toMatchObject({ labels: { sources: [{ origin: 'chat' }, { origin: 'memo' }] }, decision: { where: 'local', verdict: 'never' } })
  })

  it('a server that is said to be on this Mac and is not counts as the cloud', async () => {
    await start()
    await writeFile(rig.path, `privacy:\n  destinations:\n    - { name: Odd, provider: openai, url: "http://203.0.113.5/v1", zone: mac }\n    - { name: Here, provider: openai, url: "http://localhost:11434/v1", zone: mac }\n`)
    await rig.settings.reload(signal)
    const memo: Piece = { title: 'Walk', text: 'Walk', origin: 'memo' }
    expect((await rig.routing.route({ pieces: [memo], mode: { destination: 'Odd' } }, signal)).decision.verdict).toBe('never')
    expect((await rig.routing.route({ pieces: [memo], mode: { destination: 'Here' }, model: 'qwen3' }, signal)).decision).toMatchObject({ where: 'local', destination: 'Here', verdict: 'allow' })
    // A loopback server that passes it on.
    expect((await rig.routing.route({ pieces: [memo], mode: { destination: 'Here' }, model: 'qwen3-coder:480b-cloud' }, signal)).decision.verdict).toBe('never')
  })
})
