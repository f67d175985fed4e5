import type { Piece } from '../../../contract/answers.ts'
import type { Change, Decision, Destination, Labels, Mode, Origin } from '../../../contract/privacy.ts'
import { decide } from './decide.ts'
import type { RoutingDeps } from './deps.ts'
import { hide, NOTHING_HIDDEN } from './hide.ts'
import type { HiddenMap } from './hide.ts'
import { joinLabels, labelsOf, noLabels } from './labels.ts'
import type { Looked } from './look.ts'
import { namedIn } from './named.ts'
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
  readonly labels: Labels
  readonly decision: Decision
  /** Null where it stays. */
  readonly destination: Destination | null
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

// Words in most languages are longer; too many tokens only means that it fits a little less.
const CHARACTERS_PER_TOKEN = 3

/** Labels what is asked, decides where it goes, and hides what is to be hidden there. */
export const createRoute = (deps: Pick<RoutingDeps, 'local' | 'people' | 'clock'>, standing: Standing, look: (texts: readonly string[], signal: AbortSignal) => Promise<Looked>): Route => {
  return async ({ pieces, mode, model = null, chat = null, carried = noLabels, tokens, hard = false }, signal) => {
    const texts = pieces.map(textOf)
    const { detections, topics } = await look(texts, signal)
    const labels = joinLabels(carried, ...pieces.map((piece, at) => labelsOf(piece, detections[at] ?? null, topics, namedIn(texts[at] ?? '', detections[at]?.people ?? [], standing.settings().rules, deps.people()))))
    const decision = decideNow(deps, standing, { labels, mode, model, chat, hard, tokens: tokens ?? Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / CHARACTERS_PER_TOKEN) })
    const destination = decision.destination === null ? null : standing.find(decision.destination)
    const hidden = destination === null ? null : hide(texts, detections, decision.hide, deps.people())
    const map = hidden?.map ?? NOTHING_HIDDEN
    return {
      labels,
      decision,
      destination,
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

// A name of a file or a note can hold as much as its text: it is looked at, hidden and shown like it. What is typed has none.
const textOf = ({ title, text, origin }: Piece): string => (origin === 'chat' || title === '' ? text : `${title}\n\n${text}`)
