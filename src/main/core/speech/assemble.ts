import type { Doubt, Segment } from '../../../contract/memos.ts'
import type { Span, TranscribedWindow } from '../ports/index.ts'
import { findDoubts } from './find-doubts.ts'
import { joinFragments } from './join-fragments.ts'
import type { WrittenDown } from './speech.ts'

// ISO 639's word for a language that is not known.
const UNDETERMINED = 'und'
// The engine's way of saying that it heard nothing; not words of the recording.
const NOTHING_HEARD = /^\[(?:BLANK_AUDIO|SILENCE)\]$/i

/** Joins windows to one transcript: every word kept, in order, and segments marked where something speaks against them. */
export const assemble = (windows: readonly TranscribedWindow[], spans: readonly Span[]): WrittenDown => {
  const heard = windows.flatMap(({ segments }) => segments.flatMap(cleanSegment))
  const doubts = findDoubts(heard, spans)
  const segments = joinFragments(heard.map((segment, index) => markDoubtful(segment, doubts[index] ?? [])))
  return {
    segments,
    language: languageOfMost(windows),
    engine: windows[0]?.engine ?? '',
    speechSeconds: spans.reduce((sum, { startSeconds, endSeconds }) => sum + endSeconds - startSeconds, 0),
    doubts: segments.flatMap(({ startSeconds, endSeconds, doubtful }) => (doubtful === undefined ? [] : [{ startSeconds, endSeconds, reasons: doubtful }])),
  }
}

/** Single spaces, no empty segments; the words themselves stay as the engine gave them. */
export const cleanSegment = (segment: Segment): readonly Segment[] => {
  const text = segment.text.replaceAll(/\s+/g, ' ').trim()
  return text === '' || NOTHING_HEARD.test(text) ? [] : [{ ...segment, text }]
}

const markDoubtful = (segment: Segment, doubtful: readonly Doubt[]): Segment =>
  doubtful.length === 0 ? segment : { ...segment, doubtful: [...doubtful] }

/** A window of silence or noise guesses its language: the one with the most text counts. */
const languageOfMost = (windows: readonly TranscribedWindow[]): string => {
  const charactersByLanguage = new Map<string, number>()
  for (const { language, segments } of windows) {
    const characters = segments.reduce((sum, { text }) => sum + text.length, 0)
    charactersByLanguage.set(language, (charactersByLanguage.get(language) ?? 0) + characters)
  }
  return [...charactersByLanguage].reduce<readonly [string, number]>((most, one) => (one[1] > most[1] ? one : most), [UNDETERMINED, -1])[0]
}
