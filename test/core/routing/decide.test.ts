import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VERDICTS } from '../../../src/contract/privacy.ts'
import type { Labels, Mode, Source } from '../../../src/contract/privacy.ts'
import { decide, joinLabels, noLabels } from '../../../src/main/core/routing/index.ts'
import type { Candidate, DecideRequest, LocalModel } from '../../../src/main/core/routing/index.ts'
import { verdictFor } from '../../../src/main/core/routing/policy.ts'
import { anyPolicy, labels, NOW_MS, policy, SERVERS, stricterThan } from './policies.ts'

const DESTINATIONS: readonly Candidate[] = SERVERS.map((server) => ({ name: server.name, zone: 'zone' in server ? server.zone : 'cloud', available: true }))
const of = (origin: Source['origin'], more: Partial<Labels> = {}): Labels => ({ ...noLabels, sources: [{ origin }], ...more })
const near = (zone: Candidate['zone']): readonly Candidate[] => DESTINATIONS.filter((each) => each.zone === zone)

const request = (changes: Partial<DecideRequest> = {}): DecideRequest => ({
  labels: of('chat'),
  policy: policy(),
  mode: 'auto',
  local: { state: 'ready', contextTokens: 16_384 },
  task: { tokens: 1000, hard: false },
  destinations: DESTINATIONS,
  nowMs: NOW_MS,
  chat: null,
  localOnly: false,
  settingsReadable: true,
  ledgerWritable: true,
  ...changes,
})
const TO_ANTHROPIC: Mode = { destination: 'Anthropic' }

describe('auto', () => {
  it('asks the model on this Mac first', () => {
    expect(decide(request())).toEqual({ where: 'local', destination: null, verdict: null, hide: [], reasons: [{ words: 'The model on this Mac can do it', rule: 'auto' }] })
  })

  it('takes a server on this Mac or in my network where the local model cannot, and says why', () => {
    const long = { task: { tokens: 41_200, hard: false }, labels: of('note') }
    expect(decide(request({ ...long, destinations: [...near('cloud'), ...near('network')] }))).toMatchObject({
      where: 'network',
      destination: 'Home server',
      verdict: 'allow',
      reasons: [{ words: 'It is longer than the model on this Mac can hold', rule: 'fit' }, { words: 'Notes are allowed on my network' }],
    })
    expect(decide(request(long))).toMatchObject({ where: 'local', destination: 'Here', verdict: 'allow' })
  })

  it.each(['missing', 'failed', 'loading', 'slow'] as const)('offers the cloud and never takes it, also where it is allowed: local model %s', (state) => {
    expect(decide(request({ local: { state, contextTokens: 16_384 }, destinations: near('cloud') }))).toMatchObject({ where: 'ask', destination: 'Anthropic', verdict: 'allow', reasons: [{ rule: `local:${state}` }, { rule: 'auto' }, { words: 'Typed chat is allowed' }] })
  })

  it('offers nothing that never may go', () => {
    const kept = decide(request({ labels: of('memo'), local: { state: 'failed', contextTokens: 0 }, destinations: near('cloud') }))
    expect(kept).toMatchObject({ where: 'refuse', destination: null, verdict: 'never', reasons: [{ words: 'Memos never go to the cloud' }, { rule: 'local:failed' }] })
  })

  it('goes to nobody whose key is not there or who cannot hold it', () => {
    expect(decide(request({ task: { tokens: 1000, hard: true }, destinations: near('cloud').map((each) => ({ ...each, available: false })) }))).toMatchObject({ where: 'local', destination: null })
    expect(decide(request({ task: { tokens: 90_000, hard: false }, destinations: near('network').map((each) => ({ ...each, contextTokens: 8000 })) }))).toMatchObject({ where: 'local', destination: null })
  })
})

describe('a chosen model', () => {
  it.each([
    ['chat', 'cloud', 'allow'],
    ['web', 'cloud', 'redact'],
    ['file', 'ask', 'ask'],
    ['memo', 'local', 'never'],
  ] as const)('%s: %s', (origin, where, verdict) => {
    expect(decide(request({ labels: of(origin), mode: TO_ANTHROPIC }))).toMatchObject({ where, verdict, destination: where === 'local' ? null : 'Anthropic' })
  })

  it('is asked in its own zone', () => {
    expect(decide(request({ labels: of('memo'), mode: { destination: 'Home server' } }))).toMatchObject({ where: 'network', destination: 'Home server' })
    expect(decide(request({ labels: of('health'), mode: { destination: 'Here' } }))).toMatchObject({ where: 'local', destination: 'Here', verdict: 'allow' })
  })

  it('that is not there, or too small, is said, and nothing goes anywhere else', () => {
    expect(decide(request({ mode: { destination: 'Nobody' } }))).toMatchObject({ where: 'local', destination: null, reasons: [{ rule: 'no-destination' }] })
    expect(decide(request({ mode: TO_ANTHROPIC, destinations: [{ name: 'Anthropic', zone: 'cloud', available: true, contextTokens: 10 }] }))).toMatchObject({ where: 'local', destination: null, reasons: [{ rule: 'fit' }] })
  })
})

describe('it fails closed', () => {
  it.each([
    [{ localOnly: true }, 'local-only'],
    [{ settingsReadable: false }, 'settings'],
    [{ ledgerWritable: false }, 'ledger'],
    [{ mode: 'local-only' }, 'mode'],
  ] as const)('%j: here while the local model works, else nowhere', (changes, rule) => {
    const chosen = request({ mode: TO_ANTHROPIC, ...changes })
    expect(decide(chosen)).toMatchObject({ where: 'local', destination: null, reasons: [{ rule }] })
    expect(decide({ ...chosen, local: { state: 'failed', contextTokens: 0 } })).toMatchObject({ where: 'refuse', destination: null, reasons: [{ rule }, { rule: 'local:failed' }] })
  })

  it('whatever it is given, it answers, and never with somewhere else', () => {
    const broken: unknown[] = [{}, null, { ...request({ mode: TO_ANTHROPIC }), policy: {} }, { ...request({ mode: TO_ANTHROPIC }), labels: null }]
    for (const each of broken) expect(decide(each as DecideRequest)).toMatchObject({ where: 'refuse', reasons: [{ rule: 'fault' }] })
    expect(decide(request({ mode: { destination: 'Odd' }, destinations: [{ name: 'Odd', zone: 'moon' as 'mac', available: true }] }))).toMatchObject({ where: 'local', destination: null, verdict: 'never' })
    expect(decide(request({ local: { state: 'ready', contextTokens: Number.NaN }, destinations: near('cloud') })).where).toBe('ask')
  })
})

const local: fc.Arbitrary<LocalModel> = fc.record({ state: fc.constantFrom('ready', 'loading', 'slow', 'failed', 'missing'), contextTokens: fc.constantFrom(0, 4096, 16_384) })
const destinations = fc.subarray([...DESTINATIONS]).chain((each) => fc.tuple(...each.map((candidate) => fc.record({ available: fc.boolean(), contextTokens: fc.constantFrom(undefined, 8000) }).map((more) => ({ ...candidate, ...more })))))
const anyRequest: fc.Arbitrary<DecideRequest> = fc
  .record({
    labels,
    policy: anyPolicy,
    mode: fc.constantFrom<Mode>('auto', 'local-only', ...SERVERS.map(({ name }) => ({ destination: name })), { destination: 'Nobody' }),
    local,
    task: fc.record({ tokens: fc.constantFrom(10, 10_000, 50_000), hard: fc.boolean() }),
    destinations,
    chat: fc.constantFrom(null, 'one'),
    localOnly: fc.boolean(),
    settingsReadable: fc.boolean(),
    ledgerWritable: fc.boolean(),
  })
  .map((each) => ({ ...each, nowMs: NOW_MS }))

describe('every decision', () => {
  it('goes nowhere that the policy says never of, and nowhere silently where it asks', () => {
    fc.assert(
      fc.property(anyRequest, (asked) => {
        const { where, destination, verdict, reasons } = decide(asked)
        expect(reasons.length).toBeGreaterThan(0)
        if (destination === null) {
          expect(['local', 'refuse']).toContain(where)
          return
        }
        const candidate = asked.destinations.find((each) => each.name === destination)
        if (!candidate) throw new Error('It goes to nobody.')
        const found = verdictFor(asked.labels, candidate, asked.policy, { nowMs: NOW_MS, chat: asked.chat })
        expect(verdict).toBe(found.verdict)
        expect(verdict).not.toBe('never')
        if (where !== 'ask') expect(['allow', 'redact']).toContain(verdict)
        if (where === 'cloud' || where === 'network') expect(candidate.zone).toBe(where)
        if (where === 'cloud') expect(asked.mode).toEqual({ destination })
        expect(asked.localOnly || !asked.settingsReadable || !asked.ledgerWritable || asked.mode === 'local-only').toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  it('of auto never takes the cloud, whatever becomes of the local model', () => {
    fc.assert(
      fc.property(anyRequest, (asked) => {
        expect(decide({ ...asked, mode: 'auto' }).where).not.toBe('cloud')
      }),
      { numRuns: 1000 },
    )
  })

  it('for a chosen model lets no more go with a stricter policy or more labels', () => {
    const openness = (asked: DecideRequest): number => {
      const { where, destination, verdict } = decide(asked)
      return destination === null ? 0 : where === 'ask' ? 1 : VERDICTS.indexOf(verdict ?? 'never')
    }
    fc.assert(
      fc.property(anyRequest.chain((asked) => fc.record({ asked: fc.constant(asked), harder: stricterThan(policy(asked.policy)), more: labels })), ({ asked, harder, more }) => {
        fc.pre(asked.mode !== 'auto')
        expect(openness({ ...asked, policy: harder })).toBeLessThanOrEqual(openness(asked))
        expect(openness({ ...asked, labels: joinLabels(asked.labels, more) })).toBeLessThanOrEqual(openness(asked))
      }),
      { numRuns: 1000 },
    )
  })
})
