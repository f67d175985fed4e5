import type { Segment, Word } from '../../../contract/memos.ts'
import type { Span } from '../../core/ports/index.ts'
import type { Heard } from './calls.ts'
import { piecesToWords, type BufferWord } from './pieces-to-words.ts'

/** Turns what the engine heard in a part into segments of the recording; times stay in the part and never go back. */
export const heardToSegments = (heard: readonly Heard[], part: Span): readonly Segment[] => {
  const segments: Segment[] = []
  let floor = part.startSeconds
  for (const one of heard) {
    const text = one.text.trim()
    if (text === '') continue
    const words = piecesToWords(one.pieces).map((word) => bufferWordToWord(word, part))
    const placed = keepOrder({ ...placeIn(part, one), text, ...(words.length === 0 ? {} : { words }) }, floor)
    floor = placed.endSeconds
    segments.push(placed)
  }
  return segments
}

const bufferWordToWord = ({ startSeconds, endSeconds, text, probability }: BufferWord, part: Span): Word => ({
  ...placeIn(part, { startSeconds, endSeconds }),
  text,
  ...(probability === undefined ? {} : { probability }),
})

const placeIn = (part: Span, { startSeconds, endSeconds }: Span): Span => ({
  startSeconds: Math.min(part.endSeconds, part.startSeconds + startSeconds),
  endSeconds: Math.min(part.endSeconds, part.startSeconds + endSeconds),
})

const keepOrder = (segment: Segment, floor: number): Segment => {
  const startSeconds = round(Math.max(floor, segment.startSeconds))
  const endSeconds = round(Math.max(startSeconds, segment.endSeconds))
  if (segment.words === undefined) return { ...segment, startSeconds, endSeconds }
  let at = startSeconds
  const words = segment.words.map((word) => {
    const wordStart = round(Math.min(endSeconds, Math.max(at, word.startSeconds)))
    const wordEnd = round(Math.min(endSeconds, Math.max(wordStart, word.endSeconds)))
    at = wordEnd
    return { ...word, startSeconds: wordStart, endSeconds: wordEnd }
  })
  return { ...segment, startSeconds, endSeconds, words }
}

/** To the millisecond: finer than any engine, and free of floating-point dust. */
const round = (seconds: number): number => Math.round(seconds * 1000) / 1000
