import type { Origin, Zone } from '../../../contract/privacy.ts'
import type { HttpDraft } from '../ports/index.ts'
import type { Question } from './asks.ts'
import type { PolicyVerdict } from './policy.ts'
import type { Routed } from './route.ts'
import { joinSentences, originToWords } from './words.ts'

const SHOWN_BYTES = 200_000
const COUNTS = ['no', 'a', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** What the ask sheet shows of a request: where to, what exactly, and why. */
export const toQuestion = (routed: Routed, feature: string, name: string, zone: Zone, current: PolicyVerdict, draft: HttpDraft, bodySha256: string): Omit<Question, 'review'> => {
  const body = draft.body ?? new Uint8Array()
  // A rule would not end the asking where it is not the table that asks, nor where auto asks before every cloud.
  const remembers = routed.mode !== 'auto' && current.asking.length > 0
  // Why not on this Mac, as auto says it first.
  const before = routed.mode === 'auto' ? routed.decision.reasons.filter(({ rule }) => !current.reasons.some((each) => each.rule === rule)) : []
  return {
    feature,
    bodySha256,
    title: `Send ${whatOf(routed.pieces.map(({ origin }) => origin))} to ${name}?`,
    destination: name,
    zone,
    host: new URL(draft.url).host,
    model: routed.model,
    why: joinSentences([...before, ...current.telling].slice(0, 3).map(({ words }) => words)),
    pieces: routed.pieces.map(({ title, changes }) => ({ title, changes: [...changes] })),
    sentText: new TextDecoder().decode(body.subarray(0, SHOWN_BYTES)),
    sizeBytes: body.length,
    hiddenCount: routed.hiddenCount,
    foundCount: routed.foundCount,
    chat: remembers ? routed.chat : null,
    origins: remembers ? [...current.asking] : [],
  }
}

/** "A note", "three files": what somebody is asked about. */
export const whatOf = (origins: readonly Origin[]): string => {
  const things = origins.filter((origin) => origin !== 'chat')
  const kinds = new Set(things)
  const [kind] = kinds
  if (kind === undefined) return 'this'
  const count = COUNTS[things.length] ?? String(things.length)
  return kinds.size === 1 ? originToWords(kind, things.length, count) : `${count} things`
}
