import { AppError } from '../../../contract/errors.ts'
import type { Piece } from '../../../contract/answers.ts'
import type { Offer } from '../../../contract/chat.ts'
import type { Labels, Origin, PrivacyState, Reason } from '../../../contract/privacy.ts'
import { coalesce } from '../lib/coalesce.ts'
import type { FetchAnswer, Permit, SendDraft } from '../ports/index.ts'
import { createAsks } from './asks.ts'
import type { RoutingDeps } from './deps.ts'
import { addressOf } from './destination.ts'
import { createFetcher } from './fetcher.ts'
import { createKeep } from './keep.ts'
import { createLabel } from './label.ts'
import { noLabels } from './labels.ts'
import { createLocalOnly } from './local-only.ts'
import { createLook } from './look.ts'
import { createPermits } from './permits.ts'
import { createPlacesFor } from './places-for.ts'
import { createPolicyChanges } from './policy-changes.ts'
import { verdictFor } from './policy.ts'
import type { Privacy } from './privacy.ts'
import { createRoute } from './route.ts'
import type { Route, Routed } from './route.ts'
import { createRelease } from './release.ts'
import type { ReaderApp, Release } from './release.ts'
import { isExpired } from './rules.ts'
import { createPlainSender, createSender } from './sender.ts'
import type { SenderRequest } from './sender.ts'
import { createStanding } from './standing.ts'
import { createTryIt } from './try-it.ts'
import { keptFrom } from './weigh-app.ts'
import { ruleToWords } from './words.ts'

/** Decides what may leave, asks where it must, and gives leave: the heart of the promise. */
export interface Routing extends Privacy {
  /** Labels, decision and hidden text for a feature. */
  readonly route: Route
  readonly sender: (routed: Routed, request: SenderRequest) => SendDraft
  /** For requests that hold nothing of the person's: a key's test, a list of models. */
  readonly plainSender: (destination: string, request: Pick<SenderRequest, 'feature' | 'purpose'>) => SendDraft
  /** For what the person asked to be fetched, such as a model's file: nothing of theirs goes along. */
  readonly fetcher: (request: Pick<SenderRequest, 'feature' | 'purpose'>) => FetchAnswer
  /** Writes down that what was routed stayed here; gives the number of the row, null where it could not be written. */
  readonly recordKept: (routed: Routed, request: Pick<SenderRequest, 'feature' | 'purpose'>) => number | null
  /** By what policy alone would keep it from where it was to go, whatever else keeps it; null where it would not. */
  readonly neverBecause: (routed: Routed) => Reason | null
  /** Where policy would let content with these labels go, after a yes at most: what the person can be offered. */
  readonly destinations: (labels: Labels, chat?: string | null) => Offer['destinations']
  /** The same for content that carries labels, once it was looked through; for topics only where they could forbid a place. */
  readonly placesFor: (pieces: readonly Piece[], carried: Labels, chat: string | null, signal: AbortSignal) => Promise<Offer['destinations']>
  /** Labels of content with its topics, which a turn that stays here does without: for what is made from it and outlives it, such as a summary. */
  readonly label: (pieces: readonly Piece[], signal: AbortSignal) => Promise<Labels>
  /** Hands content to an app by policy and the person's yes, and records it. */
  readonly release: Release
  /** What an app is never handed of these origins, whatever is in it: a sentence for each. It tells of the rules and nothing of the content. */
  readonly keptFrom: (app: ReaderApp, origins: readonly Origin[]) => readonly string[]
  /** For the gate: whether a permit was made here and has force. */
  readonly isIssued: (permit: Permit) => boolean
  readonly close: () => void
}

const STATE_INTERVAL_MS = 100

/** Puts the parts of the decision together over small functions from outside. */
export const createRouting = (deps: RoutingDeps): Routing => {
  const { clock, newId, gate } = deps
  const listeners = new Set<() => void>()
  const tell = (): void => listeners.forEach((listener) => listener())
  const permits = createPermits(deps)
  const asks = createAsks({ newId, now: clock.now, onChange: tell })
  // Whatever changed may have become stricter: what was given is taken back, what waits is looked at again.
  const lookAgain = (): void => {
    permits.revokeAll()
    if (standing.shut()) gate.shut()
    else gate.open()
    asks.review()
    tell()
  }
  const localOnly = createLocalOnly(deps, () => lookAgain())
  const standing = createStanding(deps, localOnly.isOn)
  const changes = createPolicyChanges(deps)
  const keep = createKeep(deps)
  const look = createLook(deps)
  const parts = { ...deps, standing, permits, asks, keep }

  const state = (): PrivacyState => {
    const { table, rules, destinations, keepSentDays } = standing.settings()
    return {
      localOnly: standing.localOnly(),
      forced: standing.forced()?.words ?? null,
      table,
      rules: rules.map((rule, index) => ({ index, rule, words: ruleToWords(rule), expired: isExpired(rule, clock.now()) })),
      destinations: destinations.map((each) => ({ ...each, host: addressOf(each).host, hasCredential: standing.hasCredential(each) })),
      keepSentDays,
      asks: [...asks.list()],
    }
  }

  const destinations: Routing['destinations'] = (labels, chat = null) =>
    standing.shut()
      ? []
      : standing
          .candidates(null)
          .filter(({ name, zone, available }) => available && verdictFor(labels, { name, zone }, standing.settings(), { nowMs: clock.now(), chat }).verdict !== 'never')
          .map(({ name, zone }) => ({ name, zone, model: standing.find(name)?.model ?? null }))

  const stops = deps.sources.map((subscribe) => subscribe(lookAgain))
  lookAgain()

  return {
    ...changes,
    route: createRoute(deps, standing, look),
    label: async (pieces, signal) => (await createLabel(deps, standing, look)(pieces, noLabels, signal, { topics: true })).labels,
    neverBecause: ({ mode, model, labels, chat }) => {
      const target = typeof mode === 'string' ? undefined : standing.candidates(model).find(({ name }) => name === mode.destination)
      const found = target && verdictFor(labels, target, standing.settings(), { nowMs: clock.now(), chat })
      return found?.verdict === 'never' ? (found.telling[0] ?? null) : null
    },
    destinations,
    placesFor: createPlacesFor(createLabel(deps, standing, look), destinations),
    sender: createSender(parts),
    plainSender: createPlainSender(parts),
    fetcher: createFetcher(parts),
    recordKept: (routed, request) => {
      const name = typeof routed.mode === 'object' ? routed.mode.destination : (routed.decision.destination ?? '')
      const found = standing.find(name)
      return keep({ ...request, destination: name, zone: standing.candidates(routed.model).find((each) => each.name === name)?.zone ?? 'cloud', provider: found?.provider ?? null, model: routed.model, labels: routed.labels, reasons: routed.decision.reasons.slice(0, 1), hiddenCount: 0, method: 'POST', url: found ? addressOf(found) : null, bodySha256: null })
    },
    release: createRelease(parts),
    keptFrom: (app, origins) => keptFrom(app, origins, standing.settings(), clock.now()),
    isIssued: permits.isIssued,
    tryIt: createTryIt(deps, standing, look),
    state,
    changes: (signal) =>
      coalesce<PrivacyState>({
        subscribe: (sink) => {
          const push = (): void => sink.push(state())
          listeners.add(push)
          push()
          return () => void listeners.delete(push)
        },
        merge: (_, newer) => newer,
        intervalMs: STATE_INTERVAL_MS,
        clock,
        signal,
      }),
    setLocalOnly: localOnly.set,
    answer: async (askId, answer, signal) => {
      const ask = asks.find(askId)
      if (answer === 'chat' && ask.chat === null) throw new AppError('BAD_REQUEST', 'There is no chat that this can be remembered for.')
      if (answer === 'always' && ask.origins.length === 0) throw new AppError('BAD_REQUEST', 'A rule would not end the asking here, so it is only sent once.')
      const rememberElsewhere = asks.rememberOf(askId)
      // What is kept is kept at once; a yes for longer waits until it is written down, or it would be one for this time alone.
      if (answer === 'keep' || answer === 'never') asks.settle(askId, answer)
      if (rememberElsewhere === null) await changes.remember(ask, answer, signal)
      else if (answer === 'always' || answer === 'never') await rememberElsewhere(answer)
      asks.settle(askId, answer)
      // The rules tell of their changes; what is kept elsewhere may end other questions as well.
      if (rememberElsewhere !== null) asks.review()
    },
    close: () => {
      for (const stop of stops) stop()
      listeners.clear()
    },
  }
}
