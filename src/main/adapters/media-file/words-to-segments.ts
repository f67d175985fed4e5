import type { Segment, Word } from '../../../contract/memos.ts'

const PAUSE_SECONDS = 1
const MAX_SEGMENT_SECONDS = 30
const SENTENCE_END = /[.!?…。！？]["'”’»)\]]*\s*$/u

/** Gathers words into segments: one ends with a sentence, at a pause, or when it has become long. */
export const wordsToSegments = (words: readonly Word[]): readonly Segment[] => {
  const segments: Segment[] = []
  let current: Word[] = []
  const finish = (): void => {
    const [first, last] = [current[0], current.at(-1)]
    if (first === undefined || last === undefined) return
    segments.push({
      startSeconds: first.startSeconds,
      endSeconds: Math.max(last.endSeconds, first.startSeconds),
      text: current.map((word) => word.text).join('').replaceAll(/\s+/g, ' ').trim(),
      words: current.map((word) => ({ ...word, text: word.text.trim() })),
    })
    current = []
  }
  for (const word of words) {
    const [first, last] = [current[0], current.at(-1)]
    if (first !== undefined && last !== undefined) {
      const pauseSeconds = word.startSeconds - last.endSeconds
      if (SENTENCE_END.test(last.text) || pauseSeconds > PAUSE_SECONDS || word.endSeconds - first.startSeconds > MAX_SEGMENT_SECONDS) finish()
    }
    current.push(word)
  }
  finish()
  return segments
}
