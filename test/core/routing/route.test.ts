import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Topic } from '../../../src/contract/privacy.ts'
import { decide, noLabels } from '../../../src/main/core/routing/index.ts'
import { isSettled } from '../../../src/main/core/routing/route.ts'
import { anyPolicy, labels, NOW_MS, SERVERS } from './policies.ts'
import { chat, signal, startWithServers, TO_ANTHROPIC } from './rig.ts'
import type { Rig, startRig } from './rig.ts'

const request = fc.record({
  labels,
  policy: anyPolicy,
  mode: fc.constantFrom('auto' as const, 'local-only' as const, { destination: 'Anthropic' }, { destination: 'Home server' }, { destination: 'Nobody' }),
  local: fc.record({ state: fc.constantFrom('ready' as const, 'failed' as const, 'missing' as const, 'loading' as const), contextTokens: fc.constantFrom(10, 4096) }),
  task: fc.record({ tokens: fc.constantFrom(5, 100), hard: fc.boolean() }),
  destinations: fc.subarray(SERVERS.map((server) => ({ name: server.name, zone: 'zone' in server ? server.zone : ('cloud' as const), available: true }))),
  nowMs: fc.constant(NOW_MS),
  chat: fc.constantFrom(null, 'one'),
  localOnly: fc.boolean(),
  settingsReadable: fc.boolean(),
  ledgerWritable: fc.boolean(),
})

let rig: Rig | undefined
afterEach(() => rig?.close())

describe('what is decided before topics are looked for', () => {
  it('is what would be decided for any labels', () => {
    let settled = 0
    fc.assert(
      fc.property(request, (each) => {
        const before = decide({ ...each, labels: noLabels })
        if (!isSettled(before)) return
        settled += 1
        expect(decide(each)).toEqual(before)
        expect(before.destination).toBeNull()
      }),
      { numRuns: 3000 },
    )
    expect(settled).toBeGreaterThan(300)
  })

  const start = async (changes: Parameters<typeof startRig>[0] = {}) => {
    let looks = 0
    const started = await startWithServers({
      detectTopics: async (text): Promise<readonly Topic[]> => {
        looks += 1
        return text.includes('knee') ? ['health'] : []
      },
      ...changes,
    })
    rig = started
    return { routing: started.routing, rig: started, looks: () => looks }
  }
  const KNEE = [chat('My knee hurts, says Mara')]

  it('looks at no topics for a turn that stays, and at them for one that may go', async () => {
    const { routing, looks } = await start()
    const here = await routing.route({ pieces: KNEE, mode: 'auto' }, signal)
    expect(here).toMatchObject({ decision: { where: 'local' }, zone: 'mac', labels: { topics: [], people: ['Mara Ellegaard'] } })
    await routing.route({ pieces: KNEE, mode: 'local-only' }, signal)
    expect(looks()).toBe(0)
    expect(await routing.route({ pieces: KNEE, mode: TO_ANTHROPIC }, signal)).toMatchObject({ decision: { verdict: 'never' }, labels: { topics: ['health'] } })
    expect(await routing.route({ pieces: KNEE, mode: 'auto', hard: true }, signal)).toMatchObject({ labels: { topics: ['health'] } })
    expect(looks()).toBe(2)
    expect(await routing.label(KNEE, signal)).toMatchObject({ topics: ['health'] })
  })

  it('offers no place that a topic or a rule for somebody forbids, and looks at topics only for that', async () => {
    const { routing, rig: started, looks } = await start()
    const names = async (text: string): Promise<readonly string[]> => (await routing.placesFor([chat(text)], noLabels, 'one', signal)).map(({ name }) => name)
    expect(await names('A walk')).toContain('Anthropic')
    expect(await names('My knee hurts')).not.toContain('Anthropic')
    expect(looks()).toBe(2)
    await started.settings.set('privacy.raise.topics', { health: 'ask', money: 'ask', family: 'ask', legal: 'ask' }, signal)
    expect(await names('My knee hurts')).toContain('Anthropic')
    await started.settings.set('privacy.rules', [{ person: 'Mara Ellegaard', verdict: 'never' }], signal)
    expect(await names('Mara called')).not.toContain('Anthropic')
    expect(looks()).toBe(2)
  })

  it('looks at them after all where what settled it changed meanwhile', async () => {
    const { routing, rig: started, looks } = await start({
      detect: async (texts) => {
        started.set({ local: { state: 'failed', contextTokens: 0 } })
        return texts.map(() => ({ details: [], people: [] }))
      },
    })
    expect(await routing.route({ pieces: KNEE, mode: 'auto' }, signal)).toMatchObject({ labels: { topics: ['health'] }, decision: { where: 'refuse', verdict: 'never' } })
    expect(looks()).toBe(1)
  })

  it('goes by the model that is named for the turn', async () => {
    const { routing } = await start()
    expect((await routing.route({ pieces: [chat('x')], mode: 'auto', local: null }, signal)).decision.reasons[0]).toMatchObject({ rule: 'local:missing' })
    expect((await routing.route({ pieces: [chat('x')], mode: 'auto', tokens: 50, local: { state: 'cold', contextTokens: 40 } }, signal)).decision.reasons[0]).toMatchObject({ rule: 'fit' })
    expect((await routing.route({ pieces: [chat('x')], mode: 'auto', tokens: 50, local: { state: 'loading', contextTokens: null } }, signal)).decision.where).toBe('local')
  })

  it('offers the places that policy does not rule out, and none while everything is shut', async () => {
    const { routing } = await start()
    await routing.addDestination({ name: 'No key', provider: 'anthropic', zone: 'cloud', credential: 'lost' }, signal)
    const of = (origin: 'memo' | 'file' | 'mail') => routing.destinations({ ...noLabels, sources: [{ origin }] }).map(({ name }) => name)
    expect([of('memo'), of('file'), of('mail')]).toEqual([['Home server'], ['Anthropic', 'Home server'], []])
    await routing.setLocalOnly(true, signal)
    expect(of('file')).toEqual([])
  })
})
