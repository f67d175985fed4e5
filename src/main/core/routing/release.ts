import type { Piece } from '../../../contract/answers.ts'
import type { AppError } from '../../../contract/errors.ts'
import type { AskAnswer, Labels, Origin, Reason } from '../../../contract/privacy.ts'
import { APP_PLACE, tellingOf, toAppQuestion } from './app-question.ts'
import { assertHidden } from './assert-hidden.ts'
import type { Asks } from './asks.ts'
import type { RoutingDeps } from './deps.ts'
import { hide } from './hide.ts'
import type { HiddenMap } from './hide.ts'
import type { Keep } from './keep.ts'
import { createLabelEach } from './label-each.ts'
import { joinLabels, labelsOf } from './labels.ts'
import { createLook } from './look.ts'
import { splitAtPlaceholders } from './placeholders.ts'
import { refusalForApp } from './refusal.ts'
import type { Standing } from './standing.ts'
import { createTopicsOnce } from './topics-once.ts'
import { weighFor, zoneOfApp } from './weigh-app.ts'
import type { Weighed } from './weigh-app.ts'
import { joinSentences } from './words.ts'

/** What the list of apps says of one. */
export interface KnownApp {
  /** It hands on what it reads to a model in the cloud. */
  readonly forwards: boolean
  /** What the person answered before. */
  readonly grants: readonly { readonly origin: Origin; readonly allowed: boolean }[]
}

/** An app that reads, as it is known here. */
export interface ReaderApp {
  readonly name: string
  /** Null on this machine, else its address. */
  readonly from: string | null
  /** What is known of it at this moment; null for one that is on no list, which counts as handing on all that it reads. */
  readonly now: () => KnownApp | null
  /** Keeps an answer for an origin. */
  readonly remember: (origin: Origin, allowed: boolean) => Promise<void>
}

export interface ReleaseRequest {
  readonly app: ReaderApp
  readonly feature: string
  readonly purpose: string
  /** Whole texts, also where a part of them is handed over: a detail that is cut in two would not be found. */
  readonly pieces: readonly Piece[]
  /** Makes what is handed over from what may be: null stands for a piece that stays here. Null where nothing is left to hand over. */
  readonly render: (texts: readonly (string | null)[]) => Rendered | null
}

export interface Rendered {
  readonly text: string
  /** The places of the pieces that are in it. */
  readonly from: readonly number[]
}

export interface Released {
  /** Null where nothing was handed over. */
  readonly text: string | null
  /** Why something stayed, in words for the app; null where nothing did. */
  readonly kept: AppError | null
}

/** Rejects with KEPT_HERE, LOCAL_ONLY, SETTINGS_BROKEN or LEDGER_FAILED where nothing may be handed over at all, or the person said no. */
export type Release = (request: ReleaseRequest, signal: AbortSignal) => Promise<Released>

interface ReleaseDeps extends Pick<RoutingDeps, 'detect' | 'detectTopics' | 'people' | 'clock' | 'sha256' | 'record' | 'finishRecord'> {
  readonly standing: Standing
  readonly asks: Asks
  readonly keep: Keep
}

const METHOD = 'MCP'
const MEANWHILE: Reason = { words: 'What may leave was changed meanwhile', rule: 'changed' }

/** Hands content to an app: labelled piece by piece, weighed by policy, asked for once for each app and origin, hidden where it must be, and recorded before it goes. */
export const createRelease = (deps: ReleaseDeps): Release => {
  const { standing, asks, keep, sha256, clock, people } = deps
  const labelEach = createLabelEach(deps, standing, createLook({ ...deps, detectTopics: createTopicsOnce(deps.detectTopics, sha256) }))

  return async ({ app, feature, purpose, pieces, render }, signal) => {
    const zone = () => zoneOfApp(app)
    const weigh = (labels: Labels): Weighed => weighFor(app, labels, standing.settings(), clock.now())
    const shut = (): Reason | null => (zone() === 'mac' ? null : standing.shut())
    const refusal = (labels: Labels, reasons: readonly Reason[], hiddenCount = 0, bodySha256: string | null = null): AppError => {
      keep({ feature, purpose, destination: app.name, zone: zone(), provider: null, model: null, labels, reasons, hiddenCount, method: METHOD, url: null, bodySha256 })
      return refusalForApp(reasons)
    }

    const bare = pieces.map((piece) => labelsOf(piece, { details: [], people: [] }, null))
    const began = zone()
    const closed = shut()
    if (closed) throw refusal(joinLabels(...bare), [closed])

    // What may not go whatever is in it is not looked through, which spares the model its time.
    const open = pieces.flatMap((piece, at) => (weigh(bare[at] ?? joinLabels()).kept ? [] : [{ piece, at }]))
    const looked = await labelEach(open.map(({ piece }) => piece), signal, { topics: began !== 'mac' })
    const weighed = bare.map((labels, at) => {
      const each = looked[open.findIndex((other) => other.at === at)] ?? { text: '', detection: null, labels }
      return { ...each, at, found: weigh(each.labels) }
    })
    const allowed = weighed.filter(({ found }) => !found.kept)
    const staying = weighed.filter(({ found }) => found.kept)
    const kept = staying.length === 0 ? null : refusal(joinLabels(...staying.map((each) => each.labels)), staying.flatMap(({ found }) => found.telling))

    const kinds = [...new Set(allowed.flatMap(({ found }) => found.hide))]
    const hidden = hide(allowed.map((each) => each.text), allowed.map(({ detection }) => detection), kinds, people())
    const rendered = render(pieces.map((_, at) => hidden.texts[allowed.findIndex((each) => each.at === at)]?.text ?? null))
    const passing = allowed.filter(({ at }) => rendered?.from.includes(at))
    if (rendered === null || passing.length === 0) return { text: null, kept }

    const { text } = rendered
    const labels = joinLabels(...passing.map((each) => each.labels))
    const body = new TextEncoder().encode(text)
    const bodySha256 = sha256(body)
    const changes = splitAtPlaceholders(text, hidden.map.original)
    const hiddenCount = changes.filter(({ was, now }) => was !== now).length
    const refuse = (reasons: readonly Reason[]): AppError => refusal(labels, reasons, hiddenCount, bodySha256)
    if (holdsHidden(body, hidden.map)) throw refuse([{ words: 'A detail that is to be hidden still stood in it', rule: 'hide' }])

    const look = (): readonly Weighed[] | readonly Reason[] => {
      const closedNow = shut()
      if (closedNow) return [closedNow]
      // Topics are looked for by where it was to go.
      if (zone() !== began) return [MEANWHILE]
      const now = passing.map((each) => weigh(each.labels))
      const stays = now.find((each) => each.kept)
      if (stays) return stays.telling
      return now.some((each) => each.hide.some((kind) => !kinds.includes(kind))) ? [MEANWHILE] : now
    }
    // The record comes first: what cannot be written down is not handed over.
    const hand = (now: readonly Weighed[], given: AskAnswer | null): void => {
      const startedMs = clock.monotonic()
      const reasons = tellingOf(now)
      const seq = deps.record(
        { atMs: clock.now(), feature, purpose, destination: app.name, host: APP_PLACE, zone: zone(), provider: null, model: null, labels, why: joinSentences([...reasons.slice(0, 2).map(({ words }) => words), ...(given === null ? [] : [`You said yes, ${given === 'always' ? 'always' : 'once'}`])]), rule: reasons[0]?.rule ?? 'unlisted', permitId: null, hiddenCount, method: METHOD, url: '', bytesOut: body.length, bodySha256, outcome: 'open' },
        body,
      )
      deps.finishRecord(seq, { outcome: 'sent', address: app.from, status: null, bytesOut: body.length, bytesIn: 0, durationMs: clock.monotonic() - startedMs, tokensIn: null, tokensOut: null, priceUsd: null })
    }
    const review = (): 'keep' | 'ruled' | null => {
      const later = look()
      return areWeighed(later) ? (later.some(({ needsYes }) => needsYes) ? null : 'ruled') : 'keep'
    }
    let yes: AskAnswer | null = null
    for (;;) {
      const now = look()
      if (!areWeighed(now)) throw refuse(now)
      if (yes !== null || !now.some(({ needsYes }) => needsYes)) {
        hand(now, yes)
        return { text, kept }
      }
      const question = toAppQuestion(app, feature, { body, bodySha256, changes, hiddenCount }, passing.map((each) => each.labels), now)
      const answer = await asks.ask({ ...question, review }, () => {}, signal)
      if (answer === 'keep' || answer === 'never') {
        // A policy that became stricter ends the question as well.
        const later = look()
        throw refuse(areWeighed(later) ? [{ words: 'The person was asked and kept it here', rule: 'answer' }] : later)
      }
      if (answer !== 'ruled') yes = answer
    }
  }
}

const areWeighed = (found: readonly Weighed[] | readonly Reason[]): found is readonly Weighed[] => found.every((each) => 'needsYes' in each)

const holdsHidden = (body: Uint8Array, map: HiddenMap): boolean => {
  try {
    assertHidden(body, map)
    return false
  } catch {
    return true
  }
}
