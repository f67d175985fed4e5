import type { Doubt, Segment } from '../../../contract/memos.ts'
import type { Span } from '../ports/index.ts'
import { comparableWords, findLoops } from './loops.ts'
import { isSilencePhrase } from './silence-phrases.ts'

// Fast talkers reach 6 words a second; word times of engines are rough, so a few words tell nothing.
const FASTEST_WORDS_PER_SECOND = 8
const FEWEST_WORDS = 4
// This much detected speech with hardly a word: something was left out.
const SLOW_AFTER_SECONDS = 8
const SLOWEST_WORDS_PER_SECOND = 0.4
// Engines place the edges of a sentence to a few tenths of a second.
const SLACK_SECONDS = 0.3
const LEAST_SHARE_IN_SPEECH = 0.3
const PHRASE_SPEECH_SECONDS = 0.4
// Improbable for any model: the mean probability of a word, as OpenAI's own limit has it.
const LEAST_PROBABILITY = 0.4
// Models differ in how sure they are, and small ones are sure of what is wrong as well. What counts is how much less sure
// than usual: see docs/speech.md for how often that is right.
const TIMES_LESS_SURE = 3
const SURE_PROBABILITY = 0.89

/** Why each segment may be wrong, in their order; an empty list where nothing speaks against it. */
export const findDoubts = (segments: readonly Segment[], spans: readonly Span[]): readonly (readonly Doubt[])[] => {
  const said = segments.map(({ text }) => comparableWords(text))
  const looping = loopingSegments(said)
  const speechSeconds = speechCounter(spans)
  const surprises = segments.map(surpriseOf)
  const mostSurprise = mostSurpriseOf(surprises)
  return segments.map((segment, index) => {
    const words = said[index] ?? []
    const doubts: Doubt[] = []
    if (looping.has(index) || findLoops(words).length > 0) doubts.push('repetition')
    if (isOddPace(segment, words, speechSeconds)) doubts.push('pace')
    if (isOutsideSpeech(segment, speechSeconds)) doubts.push('outside-speech')
    if ((surprises[index] ?? 0) > mostSurprise) doubts.push('low-probability')
    return doubts
  })
}

type SpeechCounter = (startSeconds: number, endSeconds: number) => number

/** Whole segments that come again, one after another or in turn. The first saying is as good as any other segment. */
const loopingSegments = (said: readonly (readonly string[])[]): ReadonlySet<number> => {
  const texts = said.map((words) => words.join(' '))
  const loops = findLoops(texts, (phrase) => (phrase.length === 1 && (phrase[0] ?? '').split(' ').length < 3 ? 4 : phrase.length === 1 ? 2 : 3))
  const found = new Set<number>()
  for (const { start, end, length } of loops) {
    for (let index = start + length; index < end; index += 1) if (texts[index] !== '') found.add(index)
  }
  return found
}

const isOddPace = (segment: Segment, words: readonly string[], speechSeconds: SpeechCounter): boolean => {
  const seconds = segment.endSeconds - segment.startSeconds
  if (words.length >= FEWEST_WORDS && words.length > seconds * FASTEST_WORDS_PER_SECOND) return true
  const spoken = speechSeconds(segment.startSeconds, segment.endSeconds)
  return spoken >= SLOW_AFTER_SECONDS && words.length < spoken * SLOWEST_WORDS_PER_SECOND
}

const isOutsideSpeech = (segment: Segment, speechSeconds: SpeechCounter): boolean => {
  const { startSeconds, endSeconds } = segment
  const inSpeech = speechSeconds(startSeconds, endSeconds)
  if (isSilencePhrase(segment.text) && inSpeech < PHRASE_SPEECH_SECONDS) return true
  const near = speechSeconds(startSeconds - SLACK_SECONDS, endSeconds + SLACK_SECONDS)
  return near === 0 || inSpeech < (endSeconds - startSeconds) * LEAST_SHARE_IN_SPEECH
}

/** How little the engine expected its own words: the mean of −ln p, 0 for a sure one; null where it does not tell. */
const surpriseOf = ({ words }: Segment): number | null => {
  const known = (words ?? []).flatMap(({ probability }) => (probability === undefined ? [] : [probability]))
  return known.length === 0 ? null : known.reduce((sum, probability) => sum - Math.log(Math.max(probability, 1e-6)), 0) / known.length
}

/** Beyond this a segment is doubtful: some times the median of its recording, within what is improbable for any model. */
const mostSurpriseOf = (surprises: readonly (number | null)[]): number => {
  const known = surprises.filter((surprise) => surprise !== null).toSorted((a, b) => a - b)
  const usual = known[known.length >> 1] ?? 0
  return Math.min(-Math.log(LEAST_PROBABILITY), Math.max(-Math.log(SURE_PROBABILITY), usual * TIMES_LESS_SURE))
}

/** Counts seconds of speech between two times; spans are in order, so that long transcripts stay quick. */
const speechCounter = (spans: readonly Span[]): SpeechCounter => {
  const sorted = spans.toSorted((a, b) => a.startSeconds - b.startSeconds)
  return (startSeconds, endSeconds) => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle]?.endSeconds ?? Infinity) <= startSeconds) low = middle + 1
      else high = middle
    }
    let seconds = 0
    for (let index = low; index < sorted.length; index += 1) {
      const span = sorted[index]
      if (span === undefined || span.startSeconds >= endSeconds) break
      seconds += Math.min(endSeconds, span.endSeconds) - Math.max(startSeconds, span.startSeconds)
    }
    return seconds
  }
}
