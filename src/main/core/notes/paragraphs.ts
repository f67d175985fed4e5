import type { Segment } from '../../../contract/memos.ts'

export interface Paragraph {
  readonly startSeconds: number
  readonly segments: readonly Segment[]
}

const PAUSE_SECONDS = 2
const LONG_CHARACTERS = 500
const LONGEST_CHARACTERS = 1200

/** Groups segments to paragraphs a person likes to read: broken at pauses, and at the end of a sentence once they are long. */
export const toParagraphs = (segments: readonly Segment[]): readonly Paragraph[] => {
  const paragraphs: { startSeconds: number; segments: Segment[] }[] = []
  let characters = 0
  let last: Segment | undefined
  for (const segment of segments) {
    if (segment.text.trim() === '') continue
    const open = paragraphs.at(-1)
    if (open === undefined || last === undefined || isBreak(last, segment, characters)) {
      paragraphs.push({ startSeconds: segment.startSeconds, segments: [segment] })
      characters = segment.text.length
    } else {
      open.segments.push(segment)
      characters += segment.text.length
    }
    last = segment
  }
  return paragraphs
}

const isBreak = (last: Segment, next: Segment, characters: number): boolean =>
  next.startSeconds - last.endSeconds >= PAUSE_SECONDS ||
  characters > LONGEST_CHARACTERS ||
  (characters > LONG_CHARACTERS && /[.!?…。！？]["'”’»)]*\s*$/u.test(last.text))
