import type { Segment } from '../../../contract/memos.ts'

export interface TimedWord {
  readonly text: string
  readonly startSeconds: number
  readonly endSeconds: number
  /** What stands between this word and the one before it. */
  readonly before: string
  readonly doubtful: boolean
}

export interface Paragraph {
  /** The place of its first word among all words. */
  readonly firstWord: number
  readonly startSeconds: number
  readonly words: readonly TimedWord[]
}

export interface Reading {
  readonly paragraphs: readonly Paragraph[]
  /** Where each word of the transcript begins and ends, in order: what a moment of the voice is looked up in. */
  readonly starts: Float64Array
  readonly ends: Float64Array
}

const PAUSE_SECONDS = 1.2
const LONG_WORDS = 60
const TOO_LONG_WORDS = 90
const ENDS_SENTENCE = /[.!?…。！？]["”’»)]*$/

/** A transcript as it is read: a new paragraph after a pause, and at the end of a sentence past about sixty words. */
export const toReading = (segments: readonly Segment[]): Reading => {
  const words = segments.flatMap(wordsOf)
  const paragraphs: Paragraph[] = []
  let from = 0
  for (let at = 1; at <= words.length; at += 1) {
    const last = words[at - 1]
    const next = words[at]
    if (!last) break
    const length = at - from
    const full = length >= TOO_LONG_WORDS || (length >= LONG_WORDS && ENDS_SENTENCE.test(last.text))
    if (next && next.startSeconds - last.endSeconds <= PAUSE_SECONDS && !full) continue
    const own = words.slice(from, at)
    paragraphs.push({ firstWord: from, startSeconds: own[0]?.startSeconds ?? 0, words: own })
    from = at
  }
  return { paragraphs, starts: Float64Array.from(words, (word) => word.startSeconds), ends: Float64Array.from(words, (word) => word.endSeconds) }
}

/** A segment's words with what stands between them; without times of their own they share the segment's by length. */
export const wordsOf = (segment: Segment): readonly TimedWord[] => {
  const doubtful = (segment.doubtful?.length ?? 0) > 0 && segment.confirmed !== true
  const timed = segment.words && segment.words.length > 0 ? segment.words : sharedTimes(segment)
  let at = 0
  return timed.flatMap((word, index) => {
    const text = word.text.trim()
    if (text === '') return []
    const found = segment.text.indexOf(text, at)
    const between = found < 0 ? ' ' : segment.text.slice(at, found)
    if (found >= 0) at = found + text.length
    // Between two segments there is always a space; within one, what its text has (Chinese has none).
    const before = index === 0 || !/^\s*$/.test(between) ? ' ' : between
    return [{ text, startSeconds: word.startSeconds, endSeconds: word.endSeconds, before, doubtful }]
  })
}

const sharedTimes = ({ text, startSeconds, endSeconds }: Segment) => {
  const parts = text.trim().split(/\s+/)
  const letters = parts.reduce((sum, part) => sum + part.length, 0) || 1
  let spent = 0
  return parts.map((part) => {
    const start = startSeconds + ((endSeconds - startSeconds) * spent) / letters
    spent += part.length
    return { text: part, startSeconds: start, endSeconds: startSeconds + ((endSeconds - startSeconds) * spent) / letters }
  })
}

/** The last word that has begun at this moment; -1 before the first. */
export const wordAt = (starts: Float64Array, seconds: number): number => {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? Infinity) <= seconds + 0.01) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The paragraph that holds a word. */
export const paragraphOf = (paragraphs: readonly Paragraph[], word: number): number => {
  let low = 0
  let high = paragraphs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((paragraphs[middle]?.firstWord ?? Infinity) <= word) low = middle + 1
    else high = middle
  }
  return low - 1
}
