import type { Labels, Reason, Zone } from '../../../contract/privacy.ts'
import type { RoutingDeps } from './deps.ts'
import { joinSentences } from './words.ts'

/** Something that would have left, and did not. */
export interface Kept {
  readonly feature: string
  readonly purpose: string
  readonly destination: string
  readonly zone: Zone
  readonly provider: string | null
  readonly model: string | null
  readonly labels: Labels
  readonly reasons: readonly Reason[]
  readonly hiddenCount: number
  readonly method: string
  readonly url: URL | null
  readonly bodySha256: string | null
}

/** Gives the number of its row; null where it could not be written. */
export type Keep = (kept: Kept) => number | null

/** Writes down what was kept here. Its content is not written: it lies where it always did. */
export const createKeep = ({ record, clock }: Pick<RoutingDeps, 'record' | 'clock'>): Keep => {
  return ({ reasons, url, ...kept }) => {
    try {
      return record({ ...kept, atMs: clock.now(), host: url?.host ?? '', why: joinSentences(reasons.slice(0, 2).map(({ words }) => words)), rule: reasons[0]?.rule ?? 'unlisted', permitId: null, url: url ? `${url.origin}${url.pathname}` : '', bytesOut: 0, outcome: 'kept' }, null)
    } catch {
      // It is kept all the same. That the record cannot be written is said where it forces Local only.
      return null
    }
  }
}
