import type { Segment, Word } from '../../../contract/memos.ts'
import type { Heard } from './calls.ts'
import type { BufferTime } from './buffer-time.ts'
import { piecesToWords, type BufferWord } from './pieces-to-words.ts'

/**
 * Turns what the engine heard in the buffer into segments of the recording. A segment that runs over a join of two parts
 * is cut there, for in the recording there may be a long silence; words never leave their segment and never go back.
 */
export const heardToSegments = (heard: readonly Heard[], time: BufferTime): readonly Segment[] => {
  const segments: Segment[] = []
  let floor = 0
  for (const one of heard) {
    for (const segment of heardToSegment(one, time)) {
      const placed = keepOrder(segment, floor)
      floor = placed.endSeconds
      segments.push(placed)
    }
  }
  return segments
}

const heardToSegment = (heard: Heard, time: BufferTime): readonly Segment[] => {
  const text = heard.text.trim()
  if (text === '') return []
  const words = piecesToWords(heard.pieces)
  const runs = runsByPart(words, time)
  if (runs.length === 0) {
    const startSeconds = time.toRecording(heard.startSeconds, time.partAt(heard.startSeconds))
    const endSeconds = time.toRecording(heard.endSeconds, time.partAt(heard.endSeconds))
    return [{ startSeconds, endSeconds: Math.max(startSeconds, endSeconds), text }]
  }
  return runs.map(({ part, words: run }, index) => {
    const start = index === 0 ? heard.startSeconds : (run[0]?.startSeconds ?? heard.startSeconds)
    const end = index === runs.length - 1 ? heard.endSeconds : (run.at(-1)?.endSeconds ?? heard.endSeconds)
    return {
      startSeconds: time.toRecording(start, part),
      endSeconds: time.toRecording(end, part),
      text: runs.length === 1 ? text : joinWords(run),
      words: run.map((word) => bufferWordToWord(word, part, time)),
    }
  })
}

const runsByPart = (words: readonly BufferWord[], time: BufferTime): readonly { readonly part: number; readonly words: readonly BufferWord[] }[] => {
  const runs: { part: number; words: BufferWord[] }[] = []
  for (const word of words) {
    const part = Math.max(runs.at(-1)?.part ?? 0, time.partAt((word.startSeconds + word.endSeconds) / 2))
    const last = runs.at(-1)
    if (last?.part === part) last.words.push(word)
    else runs.push({ part, words: [word] })
  }
  return runs
}

const joinWords = (words: readonly BufferWord[]): string => words.map(({ text, spaceBefore }) => (spaceBefore ? ` ${text}` : text)).join('').trim()

const bufferWordToWord = ({ startSeconds, endSeconds, text, probability }: BufferWord, part: number, time: BufferTime): Word => ({
  startSeconds: time.toRecording(startSeconds, part),
  endSeconds: time.toRecording(endSeconds, part),
  text,
  ...(probability === undefined ? {} : { probability }),
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
