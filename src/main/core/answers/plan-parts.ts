import type { ModelFile } from '../../../contract/models.ts'
import { cutIntoPieces } from '../lib/cut-into-pieces.ts'
import { pieceText } from '../lib/piece-text.ts'
import { toLlmMessages } from '../lib/to-llm-messages.ts'
import type { Llm, LlmMessage } from '../ports/index.ts'
import type { TurnMessage } from './answers.ts'
import { answerRoom } from './measure.ts'

/** How a turn that is too long is read: its longest texts in parts, of which notes are taken; all else stays as it is. */
export interface PartsPlan {
  readonly parts: readonly string[]
  /** What is asked, for whoever reads a part. */
  readonly question: string
  /** The chat with notes in place of what was read in parts. */
  readonly withNotes: (notes: string) => readonly LlmMessage[]
  /** Tokens that all notes together may take. */
  readonly notesTokens: number
  readonly holds: number
}

// Of what the model holds: a part; the chat without what is read in parts.
const PART_SHARE = 0.6
const REST_SHARE = 0.4
const MOST_PARTS = 200
// Of a single text that is both material and question, where a question usually stands.
const QUESTION_CHARACTERS = 400

/** Plans it; null where that cannot help, since what is left is still too long or there would be hundreds of parts. */
export const planParts = async (llm: Pick<Llm, 'countChat' | 'countTokens'>, model: ModelFile, messages: readonly TurnMessage[], holds: number, signal: AbortSignal): Promise<PartsPlan | null> => {
  const texts = messages.flatMap(({ pieces }) => pieces.map(pieceText))
  const asked = messages.flatMap(({ role, pieces }, at) => pieces.map(() => ({ isUser: role === 'user', isLast: at === messages.length - 1 })))
  const byLength = [...texts.keys()].filter((at) => asked[at]?.isUser === true && texts[at] !== '').toSorted((one, other) => (texts[other]?.length ?? 0) - (texts[one]?.length ?? 0))
  const long = new Set<number>()
  let restTokens = Number.POSITIVE_INFINITY
  const restOf = (notes: string): readonly LlmMessage[] => {
    const first = Math.min(...long)
    return toLlmMessages(messages, texts.map((text, at) => (at === first ? notes : long.has(at) ? '' : text)))
  }
  for (const at of byLength) {
    long.add(at)
    restTokens = await llm.countChat(model, restOf('-'), signal)
    if (restTokens <= holds * REST_SHARE) break
  }
  if (restTokens > holds * REST_SHARE) return null

  const typed = texts.filter((text, at) => asked[at]?.isLast === true && !long.has(at) && text !== '').join('\n\n')
  const question = typed === '' ? ends(texts[texts.length - 1] ?? '') : typed
  const questionTokens = await llm.countTokens(model, question, signal)
  const partTokens = Math.floor(holds * PART_SHARE) - questionTokens
  if (partTokens < holds / 8) return null
  const parts: string[] = []
  for (const at of [...long].toSorted((one, other) => one - other)) {
    const text = texts[at] ?? ''
    if ((await llm.countTokens(model, text, signal)) / partTokens > MOST_PARTS) return null
    parts.push(...(await cutIntoPieces(text, partTokens, (words) => llm.countTokens(model, words, signal))))
  }
  return parts.length > MOST_PARTS ? null : { parts, question, withNotes: restOf, notesTokens: holds - answerRoom(holds) - restTokens, holds }
}

const ends = (text: string): string => (text.length <= 2 * QUESTION_CHARACTERS ? text : `${text.slice(0, QUESTION_CHARACTERS)} … ${text.slice(-QUESTION_CHARACTERS)}`)
