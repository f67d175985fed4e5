import type { Piece } from '../../../contract/answers.ts'
import type { Labels } from '../../../contract/privacy.ts'
import { pieceText } from '../lib/piece-text.ts'
import type { RoutingDeps } from './deps.ts'
import { joinLabels, labelsOf } from './labels.ts'
import type { Look, Looked } from './look.ts'
import { namedIn } from './named.ts'
import type { Standing } from './standing.ts'

export interface Labelled {
  readonly texts: readonly string[]
  readonly detections: Looked['detections']
  readonly labels: Labels
}

/** Labels of pieces together with what they carry. Without topics it costs no model's time. */
export const createLabel =
  ({ people }: Pick<RoutingDeps, 'people'>, standing: Pick<Standing, 'settings'>, look: Look) =>
  async (pieces: readonly Piece[], carried: Labels, signal: AbortSignal, which: { readonly topics: boolean }): Promise<Labelled> => {
    const texts = pieces.map(pieceText)
    const { detections, topics } = await look(texts, signal, which)
    const own = pieces.map((piece, at) => labelsOf(piece, detections[at] ?? null, topics, namedIn(texts[at] ?? '', detections[at]?.people ?? [], standing.settings().rules, people())))
    return { texts, detections, labels: joinLabels(carried, ...own) }
  }
