import type { Piece } from '../../../contract/answers.ts'
import type { Change, Decision, Destination, Labels, Mode, Origin, Zone } from '../../../contract/privacy.ts'
import { pieceText } from '../lib/piece-text.ts'
import { reckonTokens } from '../lib/reckon-tokens.ts'
import type { LlmFacts } from '../ports/index.ts'
import { decide } from './decide.ts'
import type { RoutingDeps } from './deps.ts'
import { zoneOf } from './destination.ts'
import { hide, NOTHING_HIDDEN } from './hide.ts'
import type { HiddenMap } from './hide.ts'
import { createLabel } from './label.ts'
import { noLabels } from './labels.ts'
import type { Look } from './look.ts'
import { localFacts } from './local-facts.ts'
import { createRestorer, restoreValue } from './restore.ts'
import type { Restorer } from './restore.ts'
import type { Standing } from './standing.ts'

export interface RouteRequest {
  readonly pieces: readonly Piece[]
  readonly mode: Mode
  readonly model?: string | undefined
  readonly chat?: string | undefined
  /** Labels of what this was made from: earlier turns, a summary, what a tool gave. They are joined to its own. */
  readonly carried?: Labels | undefined
  /** Left out, it is reckoned from the length of the text. */
  readonly tokens?: number | undefined
  readonly hard?: boolean | undefined
  /** The model on this Mac that would answer, null for none; left out, the usual one. */
  readonly local?: LlmFacts | null | undefined
}

/** A piece as it would be sent. */
export interface RoutedPiece {
  readonly title: string
  readonly origin: Origin
  readonly text: string
  readonly changes: readonly Change[]
}

/** Where something goes, with all that is needed to send it there. */
export interface Routed {
  /** Without topics where it stays here whatever they are: what is made from it and outlives it is labelled by `Routing.label`. */
  readonly labels: Labels
  readonly decision: Decision
  /** Null where it stays. */
  readonly destination: Destination | null
  /** `mac` where it stays. */
  readonly zone: Zone
  readonly model: string | null
  readonly mode: Mode
  readonly chat: string | null
  readonly pieces: readonly RoutedPiece[]
  readonly map: HiddenMap
  readonly hiddenCount: number
  readonly foundCount: number
  /** Puts the originals back into an answer while it streams. */
  readonly restorer: (form?: 'text' | 'json') => Restorer
  /** Puts the originals back into a whole value, such as a tool's input. */
  readonly restoreValue: (value: unknown) => unknown
}

export type Route = (request: RouteRequest, signal: AbortSignal) => Promise<Routed>

/**
 * Labels what is asked, decides where it goes, and hides what is to be hidden there. Topics take the model on this Mac its time:
 * where it stays here whatever its labels are, they are not looked for.
 */
export const createRoute = (deps: Pick<RoutingDeps, 'local' | 'people' | 'clock'>, standing: Standing, look: Look): Route => {
  const label = createLabel(deps, standing, look)
  return async ({ pieces, mode, model = null, chat = null, carried = noLabels, tokens, hard = false, local }, signal) => {
    const reckoned = tokens ?? reckonTokens(pieces.reduce((sum, piece) => sum + pieceText(piece).length, 0))
    const decideWith = (labels: Labels): Decision => decideNow({ local: local === undefined ? deps.local : () => localFacts(local), clock: deps.clock }, standing, { labels, mode, model, chat, hard, tokens: reckoned })
    const consider = async (topics: boolean) => {
      const labelled = await label(pieces, carried, signal, { topics })
      return { ...labelled, decision: decideWith(labelled.labels) }
    }
    const quick = isSettled(decideWith(noLabels)) ? await consider(false) : null
    // What settled it may have changed while the details were looked for.
    const { texts, detections, labels, decision } = quick !== null && isSettled(quick.decision) ? quick : await consider(true)
    const destination = decision.destination === null ? null : standing.find(decision.destination)
    const hidden = destination === null ? null : hide(texts, detections, decision.hide, deps.people())
    const map = hidden?.map ?? NOTHING_HIDDEN
    return {
      labels,
      decision,
      destination,
      zone: destination === null ? 'mac' : zoneOf(destination, model ?? destination.model ?? null),
      model: model ?? destination?.model ?? null,
      mode,
      chat,
      pieces: pieces.map(({ title, origin }, at) => {
        const text = texts[at] ?? ''
        return { title, origin, text: hidden?.texts[at]?.text ?? text, changes: hidden?.texts[at]?.changes ?? [{ was: text, now: text }] }
      }),
      map,
      restorer: (form) => createRestorer(map, form),
      restoreValue: (value) => restoreValue(map, value),
      hiddenCount: hidden?.hiddenCount ?? 0,
      foundCount: hidden?.foundCount ?? detections.reduce((sum, each) => sum + (each?.details.length ?? 0), 0),
    }
  }
}

interface Task {
  readonly labels: Labels
  readonly mode: Mode
  readonly model: string | null
  readonly chat: string | null
  readonly hard: boolean
  readonly tokens: number
}

/** The decision as things stand at this moment. */
export const decideNow = ({ local, clock }: Pick<RoutingDeps, 'local' | 'clock'>, standing: Standing, { labels, mode, model, chat, hard, tokens }: Task): Decision => {
  const forced = standing.forced()
  return decide({
    labels,
    policy: standing.settings(),
    mode,
    local: local(),
    task: { tokens, hard },
    destinations: standing.candidates(model),
    nowMs: clock.now(),
    chat,
    localOnly: standing.localOnly(),
    settingsReadable: forced?.rule !== 'settings',
    ledgerWritable: forced?.rule !== 'ledger',
  })
}

// Reasons that ask for no label.
const SETTLED = new Set(['local-only', 'settings', 'ledger', 'mode', 'auto', 'no-destination'])

/** Whether a decision would be the same for any labels. */
export const isSettled = ({ destination, verdict, reasons }: Decision): boolean => destination === null && verdict === null && reasons.some(({ rule }) => SETTLED.has(rule))
