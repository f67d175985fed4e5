import type { Piece } from '../../../contract/answers.ts'
import type { Labels } from '../../../contract/privacy.ts'
import { pieceText } from '../lib/piece-text.ts'
import type { Detection } from '../ports/index.ts'
import type { RoutingDeps } from './deps.ts'
import { labelsOf } from './labels.ts'
import type { Look } from './look.ts'
import { namedIn } from './named.ts'
import type { Standing } from './standing.ts'

export interface LabelledPiece {
  readonly text: string
  readonly detection: Detection | null
  readonly labels: Labels
}

/** Labels pieces each by itself. The model is asked about all of them together first: what it sees in none of them is in none. */
export const createLabelEach =
  ({ people }: Pick<RoutingDeps, 'people'>, standing: Pick<Standing, 'settings'>, look: Look) =>
  async (pieces: readonly Piece[], signal: AbortSignal, which: { readonly topics: boolean }): Promise<readonly LabelledPiece[]> => {
    if (pieces.length === 0) return []
    const texts = pieces.map(pieceText)
    const { detections, topics: together } = await look(texts, signal, which)
    const isClear = !which.topics || pieces.length === 1 || together?.length === 0
    const labelled: LabelledPiece[] = []
    for (const [at, piece] of pieces.entries()) {
      const text = texts[at] ?? ''
      const detection = detections[at] ?? null
      const topics = isClear ? together : ((await look([text], signal)).topics ?? together)
      labelled.push({ text, detection, labels: labelsOf(piece, detection, topics, namedIn(text, detection?.people ?? [], standing.settings().rules, people())) })
    }
    return labelled
  }
