import type { Decision, Labels, Mode, Reason, Zone } from '../../../contract/privacy.ts'
import { verdictFor } from './policy.ts'
import type { Policy, PolicyVerdict } from './policy.ts'

/** The model on this Mac, as it stands now. */
export interface LocalModel {
  readonly state: 'ready' | 'loading' | 'slow' | 'failed' | 'missing'
  readonly contextTokens: number
}

/** A destination that content could go to. */
export interface Candidate {
  readonly name: string
  readonly zone: Zone
  /** Its key is there, or it needs none. Only what is available is gone to without being named. */
  readonly available: boolean
  readonly contextTokens?: number | undefined
}

export interface DecideRequest {
  readonly labels: Labels
  readonly policy: Policy
  readonly mode: Mode
  readonly local: LocalModel
  readonly task: { readonly tokens: number; /** The person, or the feature, wants more than the local model can do. */ readonly hard: boolean }
  readonly destinations: readonly Candidate[]
  readonly nowMs: number
  readonly chat: string | null
  readonly localOnly: boolean
  readonly settingsReadable: boolean
  readonly ledgerWritable: boolean
}

/**
 * Where content is worked on, and why. Pure, total, and closed where it fails: whatever happens to the local model, nothing
 * goes to the cloud that the person did not choose or is not asked for. `local` with a destination is a server on this Mac:
 * it goes through the gate like everything else.
 */
export const decide = (request: DecideRequest): Decision => {
  try {
    const { mode, localOnly, settingsReadable, ledgerWritable } = request
    if (localOnly) return stay(request, [LOCAL_ONLY])
    if (!settingsReadable) return stay(request, [UNREADABLE])
    if (!ledgerWritable) return stay(request, [UNWRITABLE])
    if (mode === 'local-only') return stay(request, [{ words: 'You chose to stay on this Mac', rule: 'mode' }])
    return mode === 'auto' ? decideFreely(request) : decideFor(request, mode.destination)
  } catch {
    return { where: 'refuse', destination: null, verdict: null, hide: [], reasons: [{ words: 'It could not be found out where this may go, so it stays on this Mac', rule: 'fault' }] }
  }
}

export const LOCAL_ONLY: Reason = { words: 'Local only is on. Nothing leaves this Mac', rule: 'local-only' }
export const UNREADABLE: Reason = { words: 'The settings cannot be read, so nothing leaves this Mac', rule: 'settings' }
export const UNWRITABLE: Reason = { words: 'The record cannot be written, so nothing leaves this Mac', rule: 'ledger' }

const decideFor = (request: DecideRequest, name: string): Decision => {
  const candidate = request.destinations.find((each) => each.name === name)
  if (!candidate) return stay(request, [{ words: `No model server is named “${name}”`, rule: 'no-destination' }])
  const found = weigh(request, candidate)
  if (found.verdict === 'never') return stay(request, found.reasons, found)
  if (!fits(request, candidate.contextTokens)) return stay(request, [{ words: `It is longer than ${name} can hold`, rule: 'fit' }], found)
  return go(candidate, found, found.reasons)
}

const decideFreely = (request: DecideRequest): Decision => {
  const here = whyNotHere(request)
  if (here === null) return { where: 'local', destination: null, verdict: null, hide: [], reasons: [{ words: 'The model on this Mac can do it', rule: 'auto' }] }
  const able = request.destinations.filter(({ available, contextTokens }) => available && fits(request, contextTokens))
  const weighed = able.map((candidate) => ({ candidate, found: weigh(request, candidate) })).filter(({ found }) => found.verdict !== 'never')
  const near = (['mac', 'network'] as const).flatMap((zone) => weighed.filter(({ candidate }) => candidate.zone === zone))
  const silent = near.find(({ found }) => found.verdict === 'allow' || found.verdict === 'redact')
  if (silent) return go(silent.candidate, silent.found, [here, ...silent.found.reasons])
  const offered = near[0] ?? weighed.find(({ candidate }) => candidate.zone === 'cloud')
  if (offered) {
    const { candidate, found } = offered
    const reasons = found.verdict === 'ask' ? [here, ...found.reasons] : [here, { words: 'Nothing goes to the cloud by itself', rule: 'auto' }, ...found.reasons]
    return { where: 'ask', destination: candidate.name, verdict: found.verdict, hide: [...found.hide], reasons }
  }
  const first = able[0]
  if (!first) return stay(request, [here, { words: request.destinations.length === 0 ? 'No model server has been added' : 'No other model can do it either', rule: 'no-destination' }])
  const refused = weigh(request, able.find(({ zone }) => zone === 'cloud') ?? first)
  return stay(request, [...refused.reasons, here], refused)
}

const weigh = ({ labels, policy, nowMs, chat }: DecideRequest, { name, zone }: Candidate): PolicyVerdict => verdictFor(labels, { name, zone }, policy, { nowMs, chat })

const go = ({ name, zone }: Candidate, { verdict, hide }: PolicyVerdict, reasons: readonly Reason[]): Decision => ({
  where: verdict === 'ask' ? 'ask' : zone === 'mac' ? 'local' : zone,
  destination: name,
  verdict,
  hide: [...hide],
  reasons: [...reasons],
})

/** Here while the local model works at all, be it later or slower; otherwise nowhere. */
const stay = (request: DecideRequest, reasons: readonly Reason[], found?: PolicyVerdict): Decision => {
  const { state } = request.local
  const works = state === 'ready' || state === 'slow' || state === 'loading'
  const here = whyNotHere(request)
  const known = new Set(reasons.map(({ rule }) => rule))
  return {
    where: works ? 'local' : 'refuse',
    destination: null,
    verdict: found?.verdict ?? null,
    hide: [],
    reasons: [...reasons, ...(here && here.rule !== 'hard' && !known.has(here.rule) ? [here] : [])],
  }
}

const fits = ({ task }: DecideRequest, contextTokens: number | undefined): boolean => contextTokens === undefined || task.tokens <= contextTokens

const whyNotHere = ({ local, task }: DecideRequest): Reason | null => {
  switch (local.state) {
    case 'missing':
      return { words: 'No language model is on this Mac', rule: 'local:missing' }
    case 'failed':
      return { words: 'The model on this Mac failed', rule: 'local:failed' }
    case 'loading':
      return { words: 'The model on this Mac is not loaded yet', rule: 'local:loading' }
    case 'slow':
      return { words: 'The model on this Mac is slow to answer', rule: 'local:slow' }
    case 'ready':
      // Also where the length is not a number.
      if (!(task.tokens <= local.contextTokens)) return { words: 'It is longer than the model on this Mac can hold', rule: 'fit' }
      return task.hard ? { words: 'It asks more than the model on this Mac can do', rule: 'hard' } : null
  }
}
