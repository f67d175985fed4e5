import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Piece } from '../../../src/contract/answers.ts'
import { PrivacySettingsSchema } from '../../../src/contract/privacy.ts'
import type { AskAnswer, Labels, Mode, PrivacySettings } from '../../../src/contract/privacy.ts'
import { redact } from '../../../src/main/core/lib/redacted.ts'
import type { Permit } from '../../../src/main/core/ports/index.ts'
import { createRouting, joinLabels, noLabels, zoneOf } from '../../../src/main/core/routing/index.ts'
import type { LocalModel, Routing } from '../../../src/main/core/routing/index.ts'
import { verdictFor } from '../../../src/main/core/routing/policy.ts'
import { draftOf, signal } from './rig.ts'
import { anyPolicy, NOW_MS, policy as policyOf, rule, SERVERS, source } from './policies.ts'

/**
 * A life of turns, edits, summaries, tools, answers, switches and rules, in any order. A turn quotes what came before it, so
 * that labels travel; the gate is a double that sees every permit, and holds it against the policy of that very moment.
 */
const URLS: Readonly<Record<string, string>> = { Anthropic: 'https://api.anthropic.com/v1/messages', Gateway: 'https://models.example.net/v1/chat', 'Home server': 'http://192.168.1.10:8080/v1/chat', Here: 'http://127.0.0.1:11434/v1/chat' }

type Step =
  | { readonly type: 'turn'; readonly piece: Piece; readonly mode: Mode; readonly chat: string | null; readonly quotes: boolean; readonly carries: boolean }
  | { readonly type: 'send' | 'retry' | 'forget' }
  | { readonly type: 'answer'; readonly answer: AskAnswer }
  | { readonly type: 'policy'; readonly policy: PrivacySettings }
  | { readonly type: 'rule'; readonly rule: PrivacySettings['rules'][number] }
  | { readonly type: 'only'; readonly on: boolean }
  | { readonly type: 'broken'; readonly settings: boolean; readonly ledger: boolean }
  | { readonly type: 'local'; readonly local: LocalModel }
  | { readonly type: 'time'; readonly ms: number }

const text = fc.constantFrom('Hello', 'Tell Mara', 'my knee', 'the mortgage', 'Pay DK50 0040 0440 1162 43', 'unreadable')
const seldom = fc.constantFrom(true, false, false, false)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('turn' as const), piece: fc.tuple(source, text).map(([from, words]) => ({ ...from, title: 'x', text: words })), mode: fc.constantFrom<Mode>('auto', 'local-only', ...SERVERS.map(({ name }) => ({ destination: name }))), chat: fc.constantFrom(null, 'one'), quotes: seldom, carries: seldom }) },
  { weight: 6, arbitrary: fc.constantFrom({ type: 'send' as const }, { type: 'send' as const }, { type: 'retry' as const }, { type: 'forget' as const }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('answer' as const), answer: fc.constantFrom<AskAnswer>('once', 'keep', 'once', 'chat', 'once', 'always', 'never') }) },
  { weight: 1, arbitrary: fc.oneof(fc.constant(policyOf()), anyPolicy).map((policy) => ({ type: 'policy' as const, policy })) },
  { weight: 2, arbitrary: rule.map((each) => ({ type: 'rule' as const, rule: each })) },
  { weight: 1, arbitrary: fc.boolean().map((on) => ({ type: 'only' as const, on })) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('broken' as const), settings: fc.boolean(), ledger: fc.constant(false) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('local' as const), local: fc.record({ state: fc.constantFrom<LocalModel['state']>('ready', 'failed', 'slow', 'loading', 'missing'), contextTokens: fc.constantFrom(2, 4096) }) }) },
  { weight: 1, arbitrary: fc.constantFrom(1000, 61_000, 3_700_000).map((ms) => ({ type: 'time' as const, ms })) },
)

// What belongs together comes together more often than by chance.
const turn = step.filter(({ type }) => type === 'turn')
const answers = step.filter(({ type }) => type === 'answer')
const send = fc.constant<Step>({ type: 'send' })
const moves: fc.Arbitrary<readonly Step[]> = fc.oneof(fc.tuple(step), fc.tuple(turn, send), fc.tuple(turn, send, answers), fc.tuple(turn, send, step, answers, fc.constant<Step>({ type: 'retry' })))

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve))
}

interface Passed {
  readonly zone: string
  readonly asked: boolean
}

/** With only the cloud to go to and no model here, auto is tempted. */
const live = async (steps: readonly Step[], tempted: boolean): Promise<readonly Passed[]> => {
  const servers = SERVERS.filter((each) => !tempted || !('zone' in each))
  let policy = PrivacySettingsSchema.parse({ destinations: servers })
  let nowMs = NOW_MS
  let readable = true
  let local: LocalModel = { state: tempted ? 'failed' : 'ready', contextTokens: 4096 }
  let shut = false
  let ids = 0
  const listeners = new Set<() => void>()
  const changed = (): void => listeners.forEach((listener) => listener())
  const yes = new Set<string>()
  const passed: Passed[] = []
  // What really went into the text of a request, kept beside it and not by what is tested.
  const truths = new Map<string, { readonly labels: Labels; readonly chat: string | null; readonly mode: Mode }>()

  const judge = (permit: Permit, body: string): void => {
    const truth = truths.get(permit.feature)
    const server = policy.destinations.find(({ name }) => name === permit.destination)
    if (!truth || !server) throw new Error('A permit for nothing that is known.')
    const zone = zoneOf(server, null)
    const found = verdictFor(truth.labels, { name: server.name, zone }, policy, { nowMs, chat: truth.chat })
    expect(shut || policy.localOnly || !readable).toBe(false)
    expect(routing.isIssued(permit)).toBe(true)
    expect(permit.labels).toEqual(truth.labels)
    expect(found.verdict).not.toBe('never')
    const asked = found.verdict === 'ask' || (truth.mode === 'auto' && zone === 'cloud')
    if (asked) expect(yes.has(body)).toBe(true)
    if (found.hide.includes('iban')) expect(body).not.toContain('DK50')
    if (found.hide.includes('person')) expect(body).not.toContain('Mara')
    passed.push({ zone, asked })
  }
  const routing: Routing = createRouting({
    settings: () => policy,
    setSetting: async (path, value) => {
      const key = path.split('.')[1] ?? ''
      policy = PrivacySettingsSchema.parse({ ...policy, [key]: value })
      changed()
    },
    areSettingsReadable: () => readable,
    isLedgerWritable: () => true,
    sources: [(listener) => (listeners.add(listener), () => void listeners.delete(listener))],
    detect: async (texts) => texts.map((each) => (each.includes('unreadable') ? null : { details: [...each.matchAll(/Mara|DK50 0040 0440 1162 43/g)].map(({ 0: { length }, index }) => ({ kind: length === 4 ? ('person' as const) : ('iban' as const), start: index, end: index + length })), people: each.includes('Mara') ? ['Mara Ellegaard'] : [] })),
    detectTopics: async (each) => [...(each.includes('knee') ? ['health' as const] : []), ...(each.includes('mortgage') ? ['money' as const] : [])],
    people: () => [],
    local: () => local,
    gate: {
      send: async (permit, { body }) => {
        judge(permit, new TextDecoder().decode(body ?? undefined))
        return { status: 200, headers: new Headers(), body: null, address: '' }
      },
      shut: () => void (shut = true),
      open: () => void (shut = false),
    },
    record: () => 0,
    finishRecord: () => {},
    useCredential: async () => redact('k'),
    knownCredentials: () => [],
    clock: { now: () => nowMs, monotonic: () => 0, sleep: () => new Promise(() => {}) },
    newId: () => `id${(ids += 1)}`,
    sha256: (bytes) => Buffer.from(bytes).toString('base64'),
  })

  let history: readonly Piece[] = []
  // A summary of what came before is another text with the same labels.
  let carried = { theirs: noLabels, truth: noLabels }
  let current: { readonly send: (fresh: boolean) => Promise<unknown> } | null = null
  const failures: unknown[] = []
  for (const each of steps) {
    switch (each.type) {
      case 'turn': {
        const pieces = [...(each.quotes ? history : []), each.piece]
        const routed = await routing.route({ pieces, mode: each.mode, ...(each.chat ? { chat: each.chat } : {}), ...(each.carries ? { carried: carried.theirs } : {}) }, signal)
        history = pieces.slice(-4)
        const feature = `f${(ids += 1)}`
        const whole = pieces.map(({ text: words }) => words).join(' ')
        const truth = {
          labels: joinLabels(each.carries ? carried.truth : noLabels, ...pieces.map(({ origin, folder, tags, text: words }) => ({ ...noLabels, sources: [{ origin, ...(folder ? { folder } : {}), ...(tags ? { tags } : {}) }], details: words.includes('Mara') ? (['person'] as const).slice() : words.includes('DK50') ? (['iban'] as const).slice() : [], people: words.includes('Mara') ? ['Mara Ellegaard'] : [], unsure: words.includes('unreadable'), topics: [...(whole.includes('knee') ? (['health'] as const) : []), ...(whole.includes('mortgage') ? (['money'] as const) : [])] }))),
          chat: each.chat,
          mode: each.mode,
        }
        truths.set(feature, truth)
        // A turn that stays here is not looked at for topics: what outlives its pieces is labelled by itself.
        carried = { theirs: joinLabels(routed.labels, await routing.label(pieces, signal)), truth: truth.labels }
        const send = routing.sender(routed, { feature, purpose: 'answer' })
        let draft = draftOf(`${feature} ${routed.pieces.map((piece) => piece.text).join(' ')}`, URLS[routed.destination?.name ?? 'Anthropic'])
        current = {
          send: (fresh) => {
            if (fresh) draft = { ...draft, body: new TextEncoder().encode(`${new TextDecoder().decode(draft.body ?? undefined)} `) }
            return send(draft, { signal })
          },
        }
        break
      }
      case 'send':
      case 'retry':
        // A refusal is fine; what the judge says is not.
        current?.send(each.type === 'send').catch((error: unknown) => {
          if (!(error instanceof Error) || error.name !== 'AppError') failures.push(error)
        })
        break
      case 'forget':
        history = []
        break
      case 'answer': {
        const [ask] = routing.state().asks
        if (!ask) break
        if (each.answer === 'once' || each.answer === 'chat' || each.answer === 'always') yes.add(ask.sentText)
        await routing.answer(ask.askId, each.answer, signal).catch(() => undefined)
        break
      }
      case 'policy':
        policy = { ...each.policy, localOnly: policy.localOnly, destinations: policy.destinations }
        changed()
        break
      case 'rule':
        await routing.addRule(each.rule, signal)
        break
      case 'only':
        await routing.setLocalOnly(each.on, signal)
        break
      case 'broken':
        readable = !each.settings
        changed()
        break
      case 'local':
        local = each.local
        break
      case 'time':
        nowMs += each.ms
        break
    }
    await settle()
  }
  routing.close()
  if (failures.length > 0) throw failures[0]
  return passed
}

describe('whatever happens, in whatever order', () => {
  it('nothing passes that may never, and nothing that asks passes without a yes for those bytes', async () => {
    const all: Passed[] = []
    await fc.assert(
      fc.asyncProperty(fc.array(moves, { minLength: 3, maxLength: 15 }).map((each) => each.flat()), fc.boolean(), async (steps, tempted) => {
        all.push(...(await live(steps, tempted)))
      }),
      { numRuns: 400 },
    )
    // A gate that is never passed proves nothing.
    for (const zone of ['mac', 'network', 'cloud']) expect(all.filter((each) => each.zone === zone).length).toBeGreaterThan(20)
    expect(all.filter(({ asked }) => asked).length).toBeGreaterThan(20)
  })
})
