import type { Decision, Destination, Mode, Origin, Trial } from '../../../contract/privacy.ts'
import type { RoutingDeps } from './deps.ts'
import { hide } from './hide.ts'
import type { Hidden } from './hide.ts'
import { joinLabels, labelsOf } from './labels.ts'
import type { Look, Looked } from './look.ts'
import { namedIn } from './named.ts'
import { verdictFor } from './policy.ts'
import type { PolicyVerdict } from './policy.ts'
import { decideNow } from './route.ts'
import { zoneOf } from './destination.ts'
import type { Target } from './rules.ts'
import { toParts, withoutParts } from './sentences.ts'
import type { Standing } from './standing.ts'

export interface TrialRequest {
  readonly text: string
  readonly origin: Origin
  readonly destination?: string | undefined
  readonly mode?: Mode | undefined
}

// Each part is a question to the model on this Mac.
const MOST_PARTS = 12

/** What would happen with a text, without sending anything or writing anything down. */
export const createTryIt = (deps: Pick<RoutingDeps, 'local' | 'people' | 'clock'>, standing: Standing, look: Look) => {
  return async ({ text, origin, destination, mode }: TrialRequest, signal: AbortSignal): Promise<Trial> => {
    const asked = mode ?? modeFor(destination, standing.settings().destinations)
    const target = targetFor(asked, standing)
    const seen = await look([text], signal)
    const consider = (looked: Looked, of: string) => {
      const detection = looked.detections[0] ?? null
      const labels = labelsOf({ origin }, detection, looked.topics, namedIn(of, detection?.people ?? [], standing.settings().rules, deps.people()))
      const found = verdictFor(labels, target, standing.settings(), { nowMs: deps.clock.now(), chat: null })
      return { labels, found, hidden: hide([of], looked.detections, found.hide, deps.people()) }
    }
    const { labels, found, hidden } = consider(seen, text)
    const decision = decideNow(deps, standing, { labels, mode: asked, model: null, chat: null, hard: false, tokens: Math.ceil(text.length / 3) })

    const without = async (): Promise<Trial['without']> => {
      const ofOrigin = verdictFor(labelsOf({ origin }, { details: [], people: [] }, []), target, standing.settings(), { nowMs: deps.clock.now(), chat: null })
      if (found.verdict !== 'never' || ofOrigin.verdict === 'never') return null
      const parts = toParts(text)
      if (parts.length < 2 || parts.length > MOST_PARTS) return null
      const kept = new Set<(typeof parts)[number]>()
      for (const part of parts) {
        if (consider(await look([part.text], signal), part.text).found.verdict === 'never') kept.add(part)
      }
      const left = parts.filter((part) => !kept.has(part))
      const rest = withoutParts(parts, left)
      if (kept.size === 0 || rest === '') return null
      const again = consider(await look([rest], signal), rest)
      // What keeps it here may lie between the parts.
      if (again.found.verdict === 'never') return null
      const [first] = kept
      return { sentence: `Without ${kept.size === 1 && first ? first.words : 'the parts that keep it here'} it would go like this:`, changes: changesOf(again.hidden) }
    }

    return {
      labels: joinLabels(labels),
      details: [...(seen.detections[0]?.details ?? [])],
      decision: withPolicy(decision, found, target),
      changes: changesOf(hidden),
      without: await without(),
      topicsKnown: seen.topics !== null,
    }
  }
}

const modeFor = (destination: string | undefined, destinations: readonly Destination[]): Mode => {
  if (destination !== undefined) return { destination }
  const first = destinations.find((each) => zoneOf(each, each.model ?? null) === 'cloud') ?? destinations[0]
  return first ? { destination: first.name } : 'auto'
}

// Where no server is named or known, the cloud in general: that is what the person wants to know.
const targetFor = (mode: Mode, standing: Standing): Target => {
  const named = typeof mode === 'object' ? standing.find(mode.destination) : null
  return named ? { name: named.name, zone: zoneOf(named, named.model ?? null) } : { name: '', zone: 'cloud' }
}

// A decision that looked at no destination still tells what the policy would say.
const withPolicy = (decision: Decision, { verdict, reasons, hide: kinds }: PolicyVerdict, target: Target): Decision => {
  if (decision.destination !== null || decision.verdict !== null || target.name !== '') return decision
  // What never goes is told before that there is nobody to send it to; not before what shuts everything.
  const open = decision.reasons.some(({ rule }) => rule === 'no-destination' || rule === 'auto')
  return { ...decision, verdict, hide: [...kinds], reasons: open && verdict === 'never' ? [...reasons, ...decision.reasons] : [...decision.reasons, ...reasons] }
}

const changesOf = (hidden: Hidden): { was: string; now: string }[] => [...(hidden.texts[0]?.changes ?? [])]
